import type { DailyMetricRecord, EventRecord, Page } from '@tributary/integration-kit'
import type { DateRange } from '@tributary/integration-kit/dates'
import type { JsonValue } from '@tributary/integration-kit/host'
import { collectSyncedPages } from '@tributary/testkit'
import type { OuraSimulator } from '../simulator/index.ts'
import { oura } from '../src/index.ts'

export interface Read {
  readonly window?: DateRange
  readonly cursor?: JsonValue | undefined
}

/** Runs a stream's sync alone, with all scopes. `into` keeps the pages before an error. */
export async function readStream<Row = DailyMetricRecord>(
  simulator: OuraSimulator,
  id: string,
  {
    window = { startDate: '2026-11-14', endDate: '2026-11-20' },
    cursor,
    into = [],
  }: Read & { into?: Page<Row>[] } = {},
): Promise<Page<Row>[]> {
  const stream = oura.definition.streams.find((each) => each.id === id)
  if (stream === undefined) throw new Error(`there is no stream "${id}"`)
  const { accessToken } = simulator.controls.grant()
  return collectSyncedPages(
    stream,
    { definition: oura.definition, simulator, accessToken, window, cursor },
    into,
  )
}

/** What is stored after pages: `field date` → value. */
export function valuesOf(pages: readonly Page<DailyMetricRecord>[]): Readonly<Record<string, unknown>> {
  const records = pages.flatMap((page) => page.records)
  return Object.fromEntries(records.map(({ field, date, value }) => [`${field} ${date}`, value]))
}

export function withdrawnOf(pages: readonly Page<unknown>[]): readonly string[] {
  return pages.flatMap(({ withdrawn = [] }) => withdrawn.map(({ field, date }) => `${field} ${date}`))
}

export function eventsOf(pages: readonly Page<EventRecord>[]): readonly EventRecord[] {
  return pages.flatMap((page) => page.records)
}
