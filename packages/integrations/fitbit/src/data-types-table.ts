const PREFIX = 'https://www.googleapis.com/auth/googlehealth'

/** The scopes, all of them restricted. */
export const SCOPES = {
  activity: `${PREFIX}.activity_and_fitness.readonly`,
  healthMetrics: `${PREFIX}.health_metrics_and_measurements.readonly`,
  sleep: `${PREFIX}.sleep.readonly`,
  settings: `${PREFIX}.settings.readonly`,
} as const

/**
 * The data types that are read, by their names in paths, with their scopes.
 * @see https://developers.google.com/health/data-types
 */
export const DATA_TYPE_SCOPES = {
  steps: [SCOPES.activity],
  distance: [SCOPES.activity],
  'active-zone-minutes': [SCOPES.activity],
  'total-calories': [SCOPES.activity],
  'daily-resting-heart-rate': [SCOPES.healthMetrics],
  'daily-heart-rate-variability': [SCOPES.healthMetrics],
  'daily-oxygen-saturation': [SCOPES.healthMetrics],
  'daily-respiratory-rate': [SCOPES.healthMetrics],
  // Google's table of types and its migration guide for Fitbit name different scopes, so both are requested.
  'daily-vo2-max': [SCOPES.activity, SCOPES.healthMetrics],
  weight: [SCOPES.healthMetrics],
  'heart-rate': [SCOPES.healthMetrics],
  'oxygen-saturation': [SCOPES.healthMetrics],
  'core-body-temperature': [SCOPES.healthMetrics],
  sleep: [SCOPES.sleep],
} as const

export type DataType = keyof typeof DATA_TYPE_SCOPES

/** The types with daily roll-ups. */
export type RollUpType =
  | 'steps'
  | 'distance'
  | 'active-zone-minutes'
  | 'total-calories'
  | 'weight'
  | 'heart-rate'

/** The maximum number of days of a roll-up. One more is refused with `INVALID_ROLLUP_QUERY_DURATION`. */
export const ROLL_UP_DAYS: Readonly<Record<RollUpType, number>> = {
  steps: 90,
  distance: 90,
  'active-zone-minutes': 90,
  'total-calories': 14,
  weight: 90,
  'heart-rate': 14,
}

/** The type of each metric with roll-ups. */
export const ROLL_UP_TYPES = {
  steps: 'steps',
  distance: 'distance',
  activeZoneMinutes: 'active-zone-minutes',
  calories: 'total-calories',
  weight: 'weight',
} as const satisfies Readonly<Record<string, RollUpType>>

/** The type of each metric with one point per day. */
export const DAILY_TYPES = {
  restingHeartRate: 'daily-resting-heart-rate',
  heartRateVariability: 'daily-heart-rate-variability',
  oxygenSaturation: 'daily-oxygen-saturation',
  breathingRate: 'daily-respiratory-rate',
  vo2Max: 'daily-vo2-max',
} as const satisfies Readonly<Record<string, DataType>>
