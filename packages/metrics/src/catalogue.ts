import type { IntegrationDefinition, MetricType } from '@tributary/integration-kit/host'
import type { Kysely } from 'kysely'
import { listMeasuredSpans } from './measurement-store.ts'
import { historyOf } from './metric-history.ts'
import type { MetricsTables } from './tables.ts'
import { listManualMetrics } from './template-store.ts'
import { listStoredMetrics, MANUAL } from './value-store.ts'

/** A known daily metric. */
export interface KnownMetric {
  /** `<integration>.<field>`. */
  readonly metric: string
  readonly label: string
  readonly unit: string | null
  readonly type: MetricType
  /** The integration that delivers it, or `manual`. */
  readonly integration: string
  readonly stream: string | null
  /** Whether the integration can deliver values. */
  readonly available: boolean
  /** Why not. */
  readonly reason: string | null
  /** The metric of another integration whose history it continues. */
  readonly continues: string | null
}

/** A metric with one user's values. */
export interface PersonalMetric extends KnownMetric {
  /** The dates of their values; null without values. */
  readonly firstDate: string | null
  readonly lastDate: string | null
}

/** The daily metrics that integrations declare, including unavailable ones. */
export function declaredMetrics(definitions: readonly IntegrationDefinition[]): Map<string, KnownMetric> {
  const metrics = new Map<string, KnownMetric>()
  for (const { name, streams, unavailable = {} } of definitions) {
    for (const stream of streams.filter(({ kind }) => kind === 'dailyMetric')) {
      for (const [field, { label, unit = null, type, continues = null }] of Object.entries(
        stream.fields ?? {},
      )) {
        const metric = `${name}.${field}`
        // If two streams declare a field, its dates are requested from the first.
        if (metrics.has(metric)) continue
        const known = { metric, label, unit, type, integration: name, stream: stream.id }
        metrics.set(metric, { ...known, available: true, reason: null, continues })
      }
    }
    for (const [field, { label, unit = null, type, reason }] of Object.entries(unavailable)) {
      const metric = `${name}.${field}`
      if (metrics.has(metric)) continue
      const known = { metric, label, unit, type, integration: name, stream: null }
      metrics.set(metric, { ...known, available: false, reason, continues: null })
    }
  }
  return metrics
}

/**
 * Every metric of a person, by name: declared ones, manual ones, and those of removed integrations that still have
 * values.
 */
export async function metricsOf(
  db: Kysely<MetricsTables>,
  definitions: readonly IntegrationDefinition[],
  userId: string,
): Promise<Map<string, PersonalMetric>> {
  const known = declaredMetrics(definitions)
  for (const { metric, label, unit, type } of await listManualMetrics(db, userId)) {
    const manual = { metric, label, unit, type, integration: MANUAL, stream: null }
    known.set(metric, { ...manual, available: true, reason: null, continues: null })
  }
  const stored = new Map((await listStoredMetrics(db, userId)).map((each) => [each.metric, each]))
  for (const { metric, type, unit } of stored.values()) {
    if (known.has(metric)) continue
    const integration = metric.slice(0, metric.indexOf('.'))
    const reason = `The integration "${integration}" is not running. Delivered values are kept.`
    const gone = { metric, label: metric, unit, type, integration, stream: null }
    known.set(metric, { ...gone, available: false, reason, continues: null })
  }
  return new Map(
    [...known.values()].map((metric) => {
      const spans = historyOf(metric.metric, known).flatMap((name) => stored.get(name) ?? [])
      const [firstDate = null] = spans.map((span) => span.firstDate).toSorted()
      const lastDate =
        spans
          .map((span) => span.lastDate)
          .toSorted()
          .at(-1) ?? null
      return [metric.metric, { ...metric, firstDate, lastDate }]
    }),
  )
}

/** The metrics of measurements that integrations declare. */
export function declaredMeasurements(definitions: readonly IntegrationDefinition[]): readonly KnownMetric[] {
  return definitions.flatMap(({ name: integration, streams }) =>
    streams
      .filter(({ kind }) => kind === 'measurement')
      .flatMap(({ id: stream, fields = {} }) =>
        Object.entries(fields).map(([field, { label, unit = null, type }]) => {
          const metric = `${integration}.${field}`
          const known = { metric, label, unit, type, integration, stream }
          return { ...known, available: true, reason: null, continues: null }
        }),
      ),
  )
}

/** The declared metrics of measurements, with the times of the user's first and last measurements. */
export async function measuredMetricsOf(
  db: Kysely<MetricsTables>,
  definitions: readonly IntegrationDefinition[],
  userId: string,
): Promise<readonly PersonalMetric[]> {
  const declared = declaredMeasurements(definitions)
  const spans = await listMeasuredSpans(
    db,
    userId,
    declared.map(({ metric }) => metric),
  )
  return declared.map((metric) => {
    const { firstDate = null, lastDate = null } = spans.get(metric.metric) ?? {}
    return { ...metric, firstDate, lastDate }
  })
}
