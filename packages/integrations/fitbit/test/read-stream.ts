import type { DailyMetricRecord, MeasurementRecord, Page, ProviderHttp } from '@tributary/integration-kit'
import type { DateRange } from '@tributary/integration-kit/dates'
import type { JsonValue } from '@tributary/integration-kit/host'
import { fitbit } from '../src/index.ts'
import { silentLogger } from './silent-logger.ts'

export interface ReadOptions {
  readonly http: ProviderHttp
  readonly window: DateRange
  /** Milliseconds since 1970. */
  readonly now: number
  readonly cursor?: JsonValue | undefined
  readonly signal?: AbortSignal
}

export async function readStream(id: 'heart-rate', options: ReadOptions): Promise<Page<MeasurementRecord>[]>
export async function readStream(id: string, options: ReadOptions): Promise<Page<DailyMetricRecord>[]>
export async function readStream(id: string, options: ReadOptions): Promise<Page<unknown>[]> {
  const pages: Page<unknown>[] = []
  for await (const page of pagesOf(id, options)) pages.push(page)
  return pages
}

/** A stream's pages, as the sync engine asks for them. */
export function pagesOf(
  id: string,
  { now, signal, http, window, cursor }: ReadOptions,
): AsyncIterable<Page<unknown>> {
  const stream = fitbit.definition.streams.find((each) => each.id === id)
  if (stream?.sync === undefined) throw new Error(`there is no stream "${id}" that syncs`)
  return stream.sync({
    kind: 'sync',
    config: {},
    connection: {},
    account: undefined,
    now: () => now,
    cursor,
    prepared: undefined,
    http,
    window,
    signal: signal ?? new AbortController().signal,
    logger: silentLogger,
  })
}

/** What is stored after pages: `field date` → value, the last one said. */
export function storedBy(pages: readonly Page<DailyMetricRecord>[]): Readonly<Record<string, unknown>> {
  const records = pages.flatMap((page) => page.records)
  return Object.fromEntries(records.map(({ field, date, value }) => [`${field} ${date}`, value]))
}

/** All dates that pages cover. */
export function coveredBy(pages: readonly Page<unknown>[]): ReadonlySet<string> {
  const dates = new Set<string>()
  for (const { covers } of pages) {
    if (covers === undefined) continue
    for (let date = covers.startDate; date <= covers.endDate; date = nextDate(date)) {
      if (dates.has(date)) throw new Error(`${date} is covered twice`)
      dates.add(date)
    }
  }
  return dates
}

export function datesOf({ startDate, endDate }: DateRange): readonly string[] {
  const dates: string[] = []
  for (let date = startDate; date <= endDate; date = nextDate(date)) dates.push(date)
  return dates
}

export function nextDate(date: string): string {
  return new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10)
}
