import type { Connection } from '@tributary/integration-host'
import type { IntegrationDefinition, MetricValue } from '@tributary/integration-kit/host'
import { NO_CONNECTION } from '@tributary/jobs'
import { ALL_METRICS } from './origin-store.ts'
import { originOf } from './shown-value.ts'
import type { DailyMetricValueRow } from './tables.ts'
import { MANUAL, valueOf } from './value-store.ts'

/** Why a value is shown, or is not. */
export const SHOWN_BY = [
  'only',
  'metric_preference',
  'preference',
  'manual',
  'successor',
  'first_delivered',
] as const

/** One of the values of a metric on a date. */
export interface Candidate {
  readonly value: MetricValue
  readonly unit: string | null
  readonly shown: boolean
  readonly origin: string
  readonly integration: string
  readonly connection: Pick<Connection, 'id' | 'accountName' | 'label'> | null
  readonly stream: string | null
  readonly jobId: string | null
  readonly readAt: Date
}

/** The input of an explanation. */
export interface Explained {
  /** The metric that is shown, which the values may be a predecessor's of. */
  readonly metric: string
  /** The shown value first. */
  readonly rows: readonly DailyMetricValueRow[]
  /** The user's orders of preference, by metric. */
  readonly preferences: readonly { readonly metric: string; readonly origins: readonly string[] }[]
  readonly connections: readonly Connection[]
  readonly definitions: readonly IntegrationDefinition[]
}

/** All values of one metric and date, the shown one first. */
export function candidatesOf({ rows, connections, definitions }: Explained): Candidate[] {
  return rows.map((row, index) => ({
    value: valueOf(row),
    unit: row.unit,
    shown: index === 0,
    origin: originOf(row),
    integration: row.source,
    connection: connectionOf(row, connections),
    stream: streamOf(row, definitions),
    jobId: row.job_id,
    readAt: row.updated_at,
  }))
}

/** Why the first of several values is shown; `null` without a value. */
export function shownBy({ metric, rows, preferences }: Explained): (typeof SHOWN_BY)[number] | null {
  const [first] = rows
  if (first === undefined) return null
  if (rows.length === 1) return 'only'
  const origin = originOf(first)
  const orders = (name: string) =>
    preferences.some((each) => each.metric === name && each.origins.includes(origin))
  if (orders(metric)) return 'metric_preference'
  if (orders(ALL_METRICS)) return 'preference'
  if (first.source === MANUAL) return 'manual'
  return rows[1]?.metric === first.metric ? 'first_delivered' : 'successor'
}

function connectionOf(
  { connection_id: id }: DailyMetricValueRow,
  connections: readonly Connection[],
): Candidate['connection'] {
  if (id === NO_CONNECTION) return null
  const { accountName = null, label = null } = connections.find((connection) => connection.id === id) ?? {}
  return { id, accountName, label }
}

/** The stream that delivers a field. */
function streamOf(
  { metric, source }: DailyMetricValueRow,
  definitions: readonly IntegrationDefinition[],
): string | null {
  const field = metric.slice(metric.indexOf('.') + 1)
  const streams = definitions.find(({ name }) => name === source)?.streams ?? []
  return streams.find(({ fields = {} }) => Object.hasOwn(fields, field))?.id ?? null
}
