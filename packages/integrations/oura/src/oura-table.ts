import type { MetricField } from '@tributary/integration-kit'
import type { FieldSource } from '@tributary/integration-kit/daily'
import type { TObject, TString } from 'typebox'
import { DailyActivity, DailyReadiness, DailySleep, DailySpo2 } from './api-shapes.ts'

interface DailyStream {
  readonly id: string
  readonly displayName: string
  readonly scopes: readonly string[]
  readonly collection: string
  readonly shape: TObject<{ day: TString }>
  readonly fields: Readonly<Record<string, MetricField>>
  /** The path of each field in a document. */
  readonly sources: Readonly<Record<string, FieldSource>>
}

/** The streams of collections with one document per day. */
export const DAILY_STREAMS: readonly DailyStream[] = [
  {
    id: 'daily-activity',
    displayName: 'Daily activity',
    scopes: ['daily'],
    collection: 'daily_activity',
    shape: DailyActivity,
    fields: {
      steps: { label: 'Steps', unit: 'steps', type: 'number' },
      calories: { label: 'Calories burned', unit: 'kcal', type: 'number' },
      activeCalories: { label: 'Active calories', unit: 'kcal', type: 'number' },
      equivalentWalkingDistance: { label: 'Equivalent walking distance', unit: 'km', type: 'number' },
      highActivityTime: { label: 'High activity', unit: 'min', type: 'number' },
      mediumActivityTime: { label: 'Medium activity', unit: 'min', type: 'number' },
      lowActivityTime: { label: 'Low activity', unit: 'min', type: 'number' },
      sedentaryTime: { label: 'Sedentary time', unit: 'min', type: 'number' },
      activityScore: { label: 'Activity score', type: 'number' },
    },
    sources: {
      steps: { path: ['steps'] },
      calories: { path: ['total_calories'] },
      activeCalories: { path: ['active_calories'] },
      equivalentWalkingDistance: { path: ['equivalent_walking_distance'], per: 1000, decimals: 3 },
      highActivityTime: { path: ['high_activity_time'], per: 60 },
      mediumActivityTime: { path: ['medium_activity_time'], per: 60 },
      lowActivityTime: { path: ['low_activity_time'], per: 60 },
      sedentaryTime: { path: ['sedentary_time'], per: 60 },
      activityScore: { path: ['score'] },
    },
  },
  {
    id: 'sleep-score',
    displayName: 'Sleep score',
    scopes: ['daily'],
    collection: 'daily_sleep',
    shape: DailySleep,
    fields: { sleepScore: { label: 'Sleep score', type: 'number' } },
    sources: { sleepScore: { path: ['score'] } },
  },
  {
    id: 'daily-readiness',
    displayName: 'Daily readiness',
    scopes: ['daily'],
    collection: 'daily_readiness',
    shape: DailyReadiness,
    fields: {
      readinessScore: { label: 'Readiness score', type: 'number' },
      temperatureDeviation: { label: 'Body temperature deviation', unit: '°C', type: 'number' },
      temperatureTrendDeviation: { label: 'Body temperature trend deviation', unit: '°C', type: 'number' },
    },
    sources: {
      readinessScore: { path: ['score'] },
      temperatureDeviation: { path: ['temperature_deviation'], decimals: 2 },
      temperatureTrendDeviation: { path: ['temperature_trend_deviation'], decimals: 2 },
    },
  },
  {
    id: 'daily-spo2',
    displayName: 'Oxygen saturation',
    scopes: ['spo2'],
    collection: 'daily_spo2',
    shape: DailySpo2,
    fields: { oxygenSaturation: { label: 'Oxygen saturation (SpO2)', unit: '%', type: 'number' } },
    sources: { oxygenSaturation: { path: ['spo2_percentage', 'average'], decimals: 1, zeroIsNone: true } },
  },
]

export const SLEEP_STREAM = {
  id: 'sleep',
  displayName: 'Sleep',
  scopes: ['daily'],
  fields: {
    sleepLength: { label: 'Time asleep', unit: 'min', type: 'number' },
    bedTime: { label: 'Bedtime', type: 'time' },
    wakeUpTime: { label: 'Wake-up time', type: 'time' },
    deepSleep: { label: 'Deep sleep', unit: 'min', type: 'number' },
    lightSleep: { label: 'Light sleep', unit: 'min', type: 'number' },
    remSleep: { label: 'REM sleep', unit: 'min', type: 'number' },
    timeAwake: { label: 'Time awake in bed', unit: 'min', type: 'number' },
    sleepLatency: { label: 'Time to fall asleep', unit: 'min', type: 'number' },
    sleepEfficiency: { label: 'Sleep efficiency', unit: '%', type: 'number' },
    restingHeartRate: { label: 'Resting heart rate', unit: 'bpm', type: 'number' },
    sleepHeartRate: { label: 'Average heart rate asleep', unit: 'bpm', type: 'number' },
    heartRateVariability: { label: 'Heart rate variability', unit: 'ms', type: 'number' },
    breathingRate: { label: 'Breathing rate', unit: 'breaths/min', type: 'number' },
  },
} as const

/** The paths of a night's fields in its long sleep. `asleep` is the total of all sleeps of the date. */
export const SLEEP_SOURCES = {
  sleepLength: { path: ['asleep'], per: 60, zeroIsNone: true },
  bedTime: { path: ['bedtime_start'], isTimeOfDay: true },
  wakeUpTime: { path: ['bedtime_end'], isTimeOfDay: true },
  deepSleep: { path: ['deep_sleep_duration'], per: 60 },
  lightSleep: { path: ['light_sleep_duration'], per: 60 },
  remSleep: { path: ['rem_sleep_duration'], per: 60 },
  timeAwake: { path: ['awake_time'], per: 60 },
  sleepLatency: { path: ['latency'], per: 60 },
  sleepEfficiency: { path: ['efficiency'] },
  // The lowest of the night, which Oura calls the resting heart rate.
  restingHeartRate: { path: ['lowest_heart_rate'], zeroIsNone: true },
  sleepHeartRate: { path: ['average_heart_rate'], decimals: 1, zeroIsNone: true },
  heartRateVariability: { path: ['average_hrv'], decimals: 1, zeroIsNone: true },
  breathingRate: { path: ['average_breath'], decimals: 1, zeroIsNone: true },
} as const

export const WORKOUT_STREAM = {
  id: 'workouts',
  displayName: 'Workouts',
  scopes: ['workout'],
  types: { workout: { label: 'Workout' } },
  fields: {
    activity: { label: 'Activity', type: 'text' },
    calories: { label: 'Calories burned', unit: 'kcal', type: 'number' },
    distance: { label: 'Distance', unit: 'km', type: 'number' },
    intensity: { label: 'Intensity', type: 'text' },
    source: { label: 'How it was recorded', type: 'text' },
  },
} as const

/** What the person has to do, by the status of a refusal that does not name a scope. */
export const ACTIONS: Readonly<Record<number, string>> = {
  403: 'Oura refuses access to your data, probably because your Oura membership has expired. Renew it in the Oura app; the data then syncs automatically. If it is active, connect Oura again and leave all boxes ticked.',
  426: 'Oura refuses access to your data until its app is updated. Update the Oura app and open it once; the data then syncs automatically.',
}
