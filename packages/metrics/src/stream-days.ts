import type { Stream } from '@tributary/integration-kit'
import type { Kysely } from 'kysely'
import { type CoverageRange, coverageByDay } from './coverage.ts'
import { listCoverage } from './coverage-store.ts'
import { listDatesWithEvents } from './events/event-store.ts'
import type { MetricsTables } from './tables.ts'
import { listDatesWithValues } from './value-store.ts'

/** The kinds of stream that are read by dates. */
const READ_BY_DATES: ReadonlySet<string> = new Set(['dailyMetric', 'event'])

/** Whether a stream reports which dates it has delivered. */
export function isReadByDates({ kind }: Pick<Stream, 'kind'>): boolean {
  return READ_BY_DATES.has(kind)
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

/** The days of streams of one integration that are read by dates, in their order. */
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
        const dates = new Set(records.filter(isOf).map(({ date }) => date))
        return coverageByDay(asked, known.filter(isOf), dates)
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
  const metrics = Object.keys(fields).map((field) => `${asked.integration}.${field}`)
  return listDatesWithValues(db, { ...asked, metrics })
}
