import { datesIn } from '@tributary/integration-kit/dates'
import type { MetricValue } from '@tributary/integration-kit/host'
import type { Kysely } from 'kysely'
import type { KnownMetric } from './catalogue.ts'
import { type CoverageRow, listCoverage } from './coverage-store.ts'
import { placesOf } from './metric-history.ts'
import type { MetricsTables, TemplateEntryRow } from './tables.ts'
import { listPickedValues } from './value-store.ts'

/** The state of a cell. Without a value it is that of its coverage: `empty`, `failed` or `missing`. */
export const CELL_STATES = ['value', 'empty', 'failed', 'missing'] as const

/** The value of one entry on one date. */
export interface Cell {
  readonly value: MetricValue | null
  readonly integration: string | null
  readonly state: (typeof CELL_STATES)[number]
}

/** The dates of a range, each with a cell per entry in the entries' order. */
export async function fillTemplate(
  db: Kysely<MetricsTables>,
  entries: readonly TemplateEntryRow[],
  query: {
    readonly userId: string
    readonly from: string
    readonly to: string
    readonly declared: ReadonlyMap<string, KnownMetric>
  },
): Promise<{ date: string; cells: Cell[] }[]> {
  const { from, to, declared } = query
  const metrics = [...new Set(entries.map(({ metric }) => metric))]
  const values = await listPickedValues(db, { ...query, places: placesOf(metrics, declared) })
  const byKey = new Map(values.map((value) => [`${value.date} ${value.metric}`, value]))
  const coverage = await coverageOf(db, metrics, query)
  const cellOf = (date: string, metric: string): Cell => {
    const found = byKey.get(`${date} ${metric}`)
    if (found !== undefined) return { value: found.value, integration: found.integration, state: 'value' }
    const known = declared.get(metric)
    const row = known === undefined ? undefined : coverage.get(keyOf(known.integration, known.stream, date))
    return { value: null, integration: null, state: emptyState(row) }
  }
  return datesIn({ startDate: from, endDate: to }).map((date) => ({
    date,
    cells: entries.map(({ metric }) => cellOf(date, metric)),
  }))
}

function emptyState(row: CoverageRow | undefined): Cell['state'] {
  if (row === undefined) return 'missing'
  return row.covered ? 'empty' : 'failed'
}

/** The state of the dates of the streams that deliver some metrics. */
async function coverageOf(
  db: Kysely<MetricsTables>,
  metrics: readonly string[],
  query: {
    readonly userId: string
    readonly from: string
    readonly to: string
    readonly declared: ReadonlyMap<string, KnownMetric>
  },
): Promise<Map<string, CoverageRow>> {
  const delivered = metrics.flatMap((metric) => query.declared.get(metric) ?? [])
  const rows = new Map<string, CoverageRow>()
  for (const [integration, members] of Map.groupBy(delivered, (metric) => metric.integration)) {
    const streams = [...new Set(members.flatMap(({ stream }) => stream ?? []))]
    for (const row of await listCoverage(db, { ...query, integration, streams })) {
      const key = keyOf(integration, row.stream, row.date)
      // Of several connections, a failed one is shown, since the user can act on it.
      if (rows.get(key)?.covered !== false) rows.set(key, row)
    }
  }
  return rows
}

function keyOf(integration: string, stream: string | null, date: string): string {
  return `${integration} ${stream} ${date}`
}
