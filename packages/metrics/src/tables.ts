import type { MetricType, MetricValue } from '@tributary/integration-kit/host'
import type { ColumnType, Generated, Selectable } from 'kysely'
import type { Resolution } from './retention/retention-rule.ts'

type Written<T> = ColumnType<T, never, never>

/** The value columns, of which exactly one is set. */
export interface ValueColumns {
  number_value: number | null
  /** `HH:MM:SS`. */
  time_value: string | null
  text_value: string | null
  boolean_value: boolean | null
}

export interface DailyMetricValuesTable extends ValueColumns {
  user_id: string
  /** `YYYY-MM-DD`. */
  date: string
  metric: string
  source: string
  /** `NO_CONNECTION`: from a file or entered by hand. */
  connection_id: Generated<string>
  /** The run that delivered it; `null` for values entered by hand, and before runs were stored. */
  job_id: string | null
  unit: string | null
  updated_at: Generated<Date>
}

export type DailyMetricValueRow = Selectable<DailyMetricValuesTable>

/** Only `prepareMeasurements` writes this table. */
export interface MeasurementsTable {
  id: Written<number>
  user_id: Written<string>
  source: Written<string>
  connection_id: Written<string>
  external_id: Written<string>
  metric: Written<string>
  measured_at: Written<Date>
  value: Written<number>
  unit: Written<string>
  updated_at: Written<Date>
}

/** What remains of measurements that have expired; only `summary-store.ts` writes this table. */
export interface MeasurementSummariesTable {
  /** Below 0. */
  id: Written<number>
  user_id: Written<string>
  source: Written<string>
  connection_id: Written<string>
  metric: Written<string>
  unit: Written<string>
  resolution: Written<Resolution>
  /** In UTC. */
  starts_at: Written<Date>
  count: Written<number>
  sum: Written<number>
  minimum: Written<number>
  maximum: Written<number>
  first_at: Written<Date>
  last_at: Written<Date>
  updated_at: Written<Date>
}

/** Only `prepareEvents` writes this table. */
export interface EventsTable {
  id: Written<number>
  user_id: Written<string>
  source: Written<string>
  connection_id: Written<string>
  job_id: Written<string>
  stream: Written<string>
  external_id: Written<string>
  type: Written<string>
  title: Written<string>
  started_at: Written<Date>
  ended_at: Written<Date | null>
  date: Written<string>
  values: Written<Record<string, MetricValue>>
  raw: Written<unknown>
  updated_at: Written<Date>
}

export type EventRow = Selectable<EventsTable>

export type MeasurementRow = Selectable<MeasurementsTable>

/** A measurement, or a summary of several: then its value is their average, and its instant the beginning of their minute, hour or day. */
export interface ListedMeasurementRow extends MeasurementRow {
  readonly resolution: Resolution | null
  readonly count: number | null
  readonly minimum: number | null
  readonly maximum: number | null
}

/** Only `coverage-store.ts` writes this table. */
export interface MetricCoverageTable {
  user_id: Written<string>
  source: Written<string>
  connection_id: Written<string>
  stream: Written<string>
  date: Written<string>
  covered: Written<boolean>
  code: Written<string | null>
  message: Written<string | null>
  attempts: Written<number>
  tried_at: Written<Date | null>
  updated_at: Written<Date>
}

/** The origins of a user's values, in the order of their first delivery. */
export interface MetricOriginsTable {
  user_id: string
  origins: string[]
}

/** The origins a user prefers, of a metric or, with an empty name, of all. */
export interface MetricPreferencesTable {
  user_id: string
  metric: string
  origins: string[]
}

export interface ManualMetricsTable {
  user_id: string
  metric: string
  label: string
  unit: string | null
  type: MetricType
}

export interface MetricTemplatesTable {
  id: Generated<string>
  user_id: string
  name: string
  created_at: Generated<Date>
  updated_at: ColumnType<Date, never, Date>
}

export type TemplateRow = Selectable<MetricTemplatesTable>

export interface MetricTemplateEntriesTable {
  template_id: string
  position: number
  user_id: string
  kind: 'manual' | 'external'
  metric: string
  label: string
  unit: string | null
  type: MetricType
}

export type TemplateEntryRow = Selectable<MetricTemplateEntriesTable>

/** One row per user and date, of the older fixed columns; a view. */
export interface DailyMetricsView {
  user_id: Written<string>
  date: Written<string>
  steps: Written<number | null>
  sleep_length: Written<number | null>
  /** `HH:MM:SS`. */
  bed_time: Written<string | null>
  /** `HH:MM:SS`. */
  wake_up_time: Written<string | null>
  resting_heart_rate: Written<number | null>
  active_zone_minutes: Written<number | null>
  heart_rate_variability: Written<number | null>
  vo2_max: Written<number | null>
  oxygen_saturation: Written<number | null>
  breathing_rate: Written<number | null>
  distance: Written<number | null>
  calories: Written<number | null>
  weight: Written<number | null>
  cardio_load: Written<number | null>
  fitbit_readiness: Written<number | null>
}

export interface MetricsTables {
  daily_metric_values: DailyMetricValuesTable
  measurements: MeasurementsTable
  measurement_summaries: MeasurementSummariesTable
  events: EventsTable
  metric_coverage: MetricCoverageTable
  metric_origins: MetricOriginsTable
  metric_preferences: MetricPreferencesTable
  manual_metrics: ManualMetricsTable
  metric_templates: MetricTemplatesTable
  metric_template_entries: MetricTemplateEntriesTable
  daily_metrics: DailyMetricsView
}
