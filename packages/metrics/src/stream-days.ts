import type { Stream } from '@tributary/integration-kit'
import type { Kysely } from 'kysely'
import { type CoverageRange, coverageByDay } from './coverage.ts'
import { listCoverage } from './coverage-store.ts'
import { listDatesWithEvents } from './events/event-store.ts'
import type { MetricsTables } from './tables.ts'
import { listDatesWithValues } from './value-store.ts'

/** The kinds of stream whose records have a date. */
const DATED: ReadonlySet<string> = new Set(['dailyMetric', 'event'])

/** Whether the records of a stream have a date, so that its complete days are known to have values or not. */
export function hasDatedRecords({ kind }: Pick<Stream, 'kind'>): boolean {
  return DATED.has(kind)
}

/** Whether a stream can report which dates it has delivered. */
export function canReportCoverage({ kind }: Pick<Stream, 'kind'>): boolean {
  return DATED.has(kind) || kind === 'measurement'
}

/** What is known of the dates of a stream. */
export interface StreamDays {
  readonly stream: Stream
  /** Those that something is known of; `NO_CONNECTION` for what came without one. */
  readonly connections: readonly string[]
  /** Each date of the range, by connection. */
  days(connectionId: string): CoverageRange[]
}

interface AskedDays {
  readonly userId: string
  readonly integration: string
  readonly from: string
  readonly to: string
}

/** The days of streams of one integration that can report coverage, in their order. */
export async function listStreamDays(
  db: Kysely<MetricsTables>,
  asked: AskedDays,
  streams: readonly Stream[],
): Promise<StreamDays[]> {
  const rows = await listCoverage(db, { ...asked, streams: streams.map(({ id }) => id) })
  const byStream = Map.groupBy(rows, (row) => row.stream)
  const found: StreamDays[] = []
  for (const stream of streams) {
    const records = await listDatesWithRecords(db, asked, stream)
    const known = byStream.get(stream.id) ?? []
    const connections = [...known, ...records].map((row) => row.connection_id)
    found.push({
      stream,
      connections: [...new Set(connections)].toSorted(),
      days(connectionId) {
        const isOf = (row: { readonly connection_id: string }) => row.connection_id === connectionId
        const own = known.filter(isOf)
        // Measurements have instants only, and thousands a day: their complete days count as days with values.
        const dated = hasDatedRecords(stream) ? records.filter(isOf) : own.filter(({ covered }) => covered)
        return coverageByDay(asked, own, new Set(dated.map(({ date }) => date)))
      },
    })
  }
  return found
}

function listDatesWithRecords(
  db: Kysely<MetricsTables>,
  asked: AskedDays,
  { id, kind, fields = {} }: Stream,
) {
  if (kind === 'event') return listDatesWithEvents(db, { ...asked, stream: id })
  if (kind === 'measurement') return []
  const metrics = Object.keys(fields).map((field) => `${asked.integration}.${field}`)
  return listDatesWithValues(db, { ...asked, metrics })
}
