import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { ORDERS, rankOf } from './shown-value.ts'

/** The columns of `daily_metrics` and the fields they come from, whichever plugin's. */
const FIXED_COLUMNS = [
  ['steps', 'steps', 'number_value'],
  ['sleep_length', 'sleepLength', 'number_value'],
  ['bed_time', 'bedTime', 'time_value'],
  ['wake_up_time', 'wakeUpTime', 'time_value'],
  ['resting_heart_rate', 'restingHeartRate', 'number_value'],
  ['active_zone_minutes', 'activeZoneMinutes', 'number_value'],
  ['heart_rate_variability', 'heartRateVariability', 'number_value'],
  ['vo2_max', 'vo2Max', 'number_value'],
  ['oxygen_saturation', 'oxygenSaturation', 'number_value'],
  ['breathing_rate', 'breathingRate', 'number_value'],
  ['distance', 'distance', 'number_value'],
  ['calories', 'calories', 'number_value'],
  ['weight', 'weight', 'number_value'],
  ['cardio_load', 'cardioLoad', 'number_value'],
  ['fitbit_readiness', 'fitbitReadiness', 'number_value'],
] as const

/**
 * One row per user and date, for readers of the older fixed columns. Where several metrics have a field, the one whose name is first in the
 * alphabet comes first; of one metric, the value that is shown.
 */
export async function createDailyMetrics(db: Kysely<unknown>): Promise<void> {
  const columns = FIXED_COLUMNS.map(
    ([column, field, value]) => sql`
      (array_agg(${sql.ref(value)} order by source <> 'manual', metric collate "C", rank, source collate "C", connection_id)
        filter (where field = ${sql.lit(field)} and ${sql.ref(value)} is not null))[1] as ${sql.ref(column)}`,
  )
  await sql`
    create view daily_metrics as
    select user_id, date, ${sql.join(columns)}
    from (
      select value.*, split_part(value.metric, '.', 2) as field,
        ${rankOf(ORDERS)} as rank
      from daily_metric_values as value
      left join metric_preferences as own on own.user_id = value.user_id and own.metric = value.metric
      left join metric_preferences as general on general.user_id = value.user_id and general.metric = ''
      left join metric_origins as seen on seen.user_id = value.user_id
    ) as value
    where field in (${sql.join(FIXED_COLUMNS.map(([, field]) => sql.lit(field)))})
    group by user_id, date`.execute(db)
}
