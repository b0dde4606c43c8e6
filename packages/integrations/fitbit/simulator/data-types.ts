const PREFIX = 'https://www.googleapis.com/auth/googlehealth'
export const ACTIVITY = `${PREFIX}.activity_and_fitness.readonly`
export const HEALTH_METRICS = `${PREFIX}.health_metrics_and_measurements.readonly`
export const SLEEP = `${PREFIX}.sleep.readonly`
export const SETTINGS = `${PREFIX}.settings.readonly`

/** All data types of the simulator. */
export const ALL_SCOPES = [
  ACTIVITY,
  HEALTH_METRICS,
  SLEEP,
  SETTINGS,
  `${PREFIX}.profile.readonly`,
  `${PREFIX}.nutrition.readonly`,
  `${PREFIX}.location.readonly`,
  'https://www.googleapis.com/auth/userinfo.profile',
]

export type Kind = 'interval' | 'sample' | 'daily' | 'sleep'

export interface DataTypeRules {
  readonly kind: Kind
  readonly scope: string
  /** Whether single points can be read. */
  readonly isListed: boolean
  /** The maximum number of days of a roll-up; absent without roll-ups. */
  readonly rollUpDays?: number
  readonly maxPageSize: number
  readonly defaultPageSize: number
}

const usual = { isListed: true, maxPageSize: 10_000, defaultPageSize: 1440 }
const interval = { ...usual, kind: 'interval', scope: ACTIVITY, rollUpDays: 90 } as const
const daily = { ...usual, kind: 'daily', scope: HEALTH_METRICS } as const

/** The simulated data types, by their names in paths. */
export const DATA_TYPES: Readonly<Record<string, DataTypeRules>> = {
  steps: interval,
  distance: interval,
  'active-zone-minutes': interval,
  'total-calories': { ...interval, isListed: false, rollUpDays: 14 },
  'heart-rate': { ...usual, kind: 'sample', scope: HEALTH_METRICS, rollUpDays: 14 },
  weight: { ...usual, kind: 'sample', scope: HEALTH_METRICS, rollUpDays: 90 },
  'oxygen-saturation': { ...usual, kind: 'sample', scope: HEALTH_METRICS },
  'core-body-temperature': { ...usual, kind: 'sample', scope: HEALTH_METRICS, rollUpDays: 90 },
  'daily-resting-heart-rate': daily,
  'daily-heart-rate-variability': daily,
  'daily-oxygen-saturation': daily,
  'daily-respiratory-rate': daily,
  'daily-vo2-max': { ...daily, scope: ACTIVITY },
  sleep: { ...usual, kind: 'sleep', scope: SLEEP, maxPageSize: 25, defaultPageSize: 25 },
}

/** `daily-vo2-max` → `dailyVo2Max`, the name in a point. */
export function payloadName(type: string): string {
  return type.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}
