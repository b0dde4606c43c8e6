import { type Static, Type } from 'typebox'

// Oura writes `null` for missing measurements; such members count as absent.

/** A response of any collection. Its documents are validated one by one. */
export const Documents = Type.Object({
  data: Type.Array(Type.Unknown()),
  next_token: Type.Optional(Type.Union([Type.String(), Type.Null()])),
})

/** Depending on the scope, it also contains age, weight, height, sex and e-mail address, which are not read. */
export const PersonalInfo = Type.Object({ id: Type.String({ minLength: 1 }) })

const LocalDate = Type.String({ format: 'date' })
/** `2026-11-17T23:10:00+01:00`: on the clock of the person, with its offset. */
const LocalTime = Type.String({ format: 'date-time' })
const Amount = Type.Optional(Type.Number({ minimum: 0 }))
const Difference = Type.Optional(Type.Number())

export const DailyActivity = Type.Object({
  day: LocalDate,
  score: Amount,
  steps: Amount,
  active_calories: Amount,
  total_calories: Amount,
  /** Metres. */
  equivalent_walking_distance: Amount,
  /** Seconds, like all times. */
  high_activity_time: Amount,
  medium_activity_time: Amount,
  low_activity_time: Amount,
  sedentary_time: Amount,
})

export const DailySleep = Type.Object({ day: LocalDate, score: Amount })

export const DailyReadiness = Type.Object({
  day: LocalDate,
  score: Amount,
  temperature_deviation: Difference,
  temperature_trend_deviation: Difference,
})

export const DailySpo2 = Type.Object({
  day: LocalDate,
  spo2_percentage: Type.Optional(Type.Object({ average: Amount })),
})

export const Sleep = Type.Object({
  /** The date to which the sleep belongs: that of its end, except for late naps. */
  day: LocalDate,
  /** `long_sleep`, `sleep`, `late_nap`; `rest`: the person was awake; `deleted`: by the person. */
  type: Type.String(),
  bedtime_start: LocalTime,
  bedtime_end: LocalTime,
  total_sleep_duration: Amount,
  deep_sleep_duration: Amount,
  light_sleep_duration: Amount,
  rem_sleep_duration: Amount,
  awake_time: Amount,
  latency: Amount,
  efficiency: Amount,
  average_heart_rate: Amount,
  lowest_heart_rate: Amount,
  average_hrv: Amount,
  average_breath: Amount,
})

export type Sleep = Static<typeof Sleep>

export const Workout = Type.Object({
  id: Type.String({ minLength: 1 }),
  day: LocalDate,
  /** `strength_training` */
  activity: Type.String({ minLength: 1 }),
  label: Type.Optional(Type.String()),
  start_datetime: LocalTime,
  end_datetime: LocalTime,
  calories: Amount,
  distance: Amount,
  intensity: Type.Optional(Type.String()),
  source: Type.Optional(Type.String()),
})

export type Workout = Static<typeof Workout>
