import { valueOfEachDay } from '@tributary/integration-kit/daily'
import { numberOf } from '@tributary/integration-kit/values'
import type { DataPoint, RollUpPoint } from './api-shapes.ts'
import { dateOf } from './wire.ts'

/** Reads a metric from a day's point: `undefined` if the point does not have it. */
type Value<Point> = (point: Point) => number | undefined

/** The metrics of each roll-up. A missing day is missing; a zero is a zero. */
export const ROLL_UP_VALUES = {
  steps: ({ steps }) => steps && (numberOf(steps.countSum) ?? 0),
  /** Kilometres, to the metre like Fitbit's. */
  distance: ({ distance }) => distance && round((numberOf(distance.millimetersSum) ?? 0) / 1e6, 3),
  /** Google counts cardio and peak minutes double, like Fitbit. A zone without minutes is omitted. */
  activeZoneMinutes: ({ activeZoneMinutes: zones }) =>
    zones &&
    (numberOf(zones.sumInFatBurnHeartZone) ?? 0) +
      (numberOf(zones.sumInCardioHeartZone) ?? 0) +
      (numberOf(zones.sumInPeakHeartZone) ?? 0),
  calories: ({ totalCalories }) => positive(totalCalories?.kcalSum, 0),
  /** Kilograms; the average of several measurements. */
  weight: ({ weight }) => {
    const grams = numberOf(weight?.weightGramsAvg)
    return grams === undefined || grams <= 0 ? undefined : round(grams / 1000, 2)
  },
} as const satisfies Record<string, Value<RollUpPoint>>

/** The metrics of daily points. Zero is not a possible value of any of them, so it means "not measured". */
export const DAILY_VALUES = {
  restingHeartRate: ({ dailyRestingHeartRate }) => positive(dailyRestingHeartRate?.beatsPerMinute, 0),
  /** The night's average; for nights without one, that of deep sleep, which Fitbit also showed then. */
  heartRateVariability: ({ dailyHeartRateVariability: hrv }) =>
    positive(hrv?.averageHeartRateVariabilityMilliseconds, 1) ??
    positive(hrv?.deepSleepRootMeanSquareOfSuccessiveDifferencesMilliseconds, 1),
  oxygenSaturation: ({ dailyOxygenSaturation }) => positive(dailyOxygenSaturation?.averagePercentage, 1),
  breathingRate: ({ dailyRespiratoryRate }) => positive(dailyRespiratoryRate?.breathsPerMinute, 1),
  vo2Max: ({ dailyVo2Max }) => positive(dailyVo2Max?.vo2Max, 1),
} as const satisfies Record<string, Value<DataPoint>>

export function mapRollUp(field: keyof typeof ROLL_UP_VALUES, points: readonly RollUpPoint[]) {
  return valueOfEachDay(field, points, {
    dateOf: ({ civilStartTime }) => dateOf(civilStartTime?.date),
    valueOf: ROLL_UP_VALUES[field],
  })
}

export function mapDaily(field: keyof typeof DAILY_VALUES, points: readonly DataPoint[]) {
  return valueOfEachDay(field, points, {
    dateOf: (point) => dateOf(PAYLOADS[field](point)?.date),
    valueOf: DAILY_VALUES[field],
  })
}

const PAYLOADS = {
  restingHeartRate: (point) => point.dailyRestingHeartRate,
  heartRateVariability: (point) => point.dailyHeartRateVariability,
  oxygenSaturation: (point) => point.dailyOxygenSaturation,
  breathingRate: (point) => point.dailyRespiratoryRate,
  vo2Max: (point) => point.dailyVo2Max,
} as const satisfies Record<keyof typeof DAILY_VALUES, (point: DataPoint) => { date?: object } | undefined>

function positive(value: string | number | undefined, digits: number): number | undefined {
  const number = numberOf(value)
  return number === undefined || number <= 0 ? undefined : round(number, digits)
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits
}
