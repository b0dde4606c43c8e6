import type { MetricType, MetricValue } from '@tributary/integration-kit/host'
import { endOfMonth, isoWeekOf, mondayOf, sundayOf } from './week-and-month.ts'

/** The periods of aggregation. Weeks are ISO 8601 weeks, starting on Monday. */
export const PERIODS = ['day', 'week', 'month'] as const

export type Period = (typeof PERIODS)[number]

/** The aggregate functions. */
export const FUNCTIONS = ['avg', 'sum', 'min', 'max', 'last', 'count'] as const

export type AggregateFunction = (typeof FUNCTIONS)[number]

const FUNCTIONS_OF: Readonly<Record<MetricType, readonly AggregateFunction[]>> = {
  number: FUNCTIONS,
  time: ['avg', 'min', 'max', 'last', 'count'],
  text: ['last', 'count'],
  boolean: ['avg', 'sum', 'last', 'count'],
}

/** The properties of a metric that determine its aggregation. */
export function functionsOf(type: MetricType): readonly AggregateFunction[] {
  return FUNCTIONS_OF[type]
}

/** Units of amounts that add up over days, unlike rates, shares, weights and minutes of sleep. */
const AMOUNTS = new Set([
  'steps',
  'floors',
  'count',
  'times',
  'cal',
  'kcal',
  'j',
  'kj',
  'm',
  'km',
  'ft',
  'mi',
])

/** The default function: amounts are summed, other numbers and times of day averaged, days with "yes" counted. */
export function defaultFunction(type: MetricType, unit: string | null): AggregateFunction {
  if (type === 'text') return 'last'
  if (type === 'boolean') return 'sum'
  return type === 'number' && unit !== null && AMOUNTS.has(unit.toLowerCase()) ? 'sum' : 'avg'
}

/** A value and its local date. */
export interface DatedValue {
  readonly date: string
  readonly value: MetricValue
}

/** A period by its name and its dates, both inclusive. */
export interface PeriodOfDate {
  /** `2025-03-30`, `2025-W13` or `2025-03`. */
  readonly period: string
  readonly from: string
  readonly to: string
}

/** The day, week or month that a local date is in. */
export function periodOf(date: string, by: Period): PeriodOfDate {
  if (by === 'day') return { period: date, from: date, to: date }
  if (by === 'month') {
    const month = date.slice(0, 7)
    return { period: month, from: `${month}-01`, to: endOfMonth(date) }
  }
  return { period: isoWeekOf(date), from: mondayOf(date), to: sundayOf(date) }
}

/**
 * Aggregates values, ordered by date; at least one. `null` without a result: times of day that cancel each other out have
 * no average.
 *
 * Yes counts as 1 and no as 0: `avg` is the share of days with yes, `sum` their number.
 */
export function aggregate(
  type: MetricType,
  by: AggregateFunction,
  values: readonly DatedValue[],
): MetricValue | null {
  if (by === 'count') return values.length
  if (by === 'last') return values.at(-1)?.value ?? null
  if (type === 'time')
    return aggregateTimes(
      by,
      values.map(({ value }) => minutesOf(String(value))),
    )
  return aggregateNumbers(
    by,
    values.map(({ value }) => Number(value)),
  )
}

function aggregateNumbers(by: AggregateFunction, numbers: readonly number[]): number {
  const sum = () => numbers.reduce((total, number) => total + number, 0)
  if (by === 'min') return numbers.reduce((least, number) => Math.min(least, number))
  if (by === 'max') return numbers.reduce((most, number) => Math.max(most, number))
  return by === 'sum' ? sum() : sum() / numbers.length
}

const DAY_MINUTES = 1_440
const NOON = 720

/**
 * Times of day are circular: the average of 23:50 and 00:10 is midnight, not noon. The average is the direction of the sum
 * of their unit vectors. The earliest and the latest are within the 12 hours before and after it.
 */
function aggregateTimes(by: AggregateFunction, times: readonly number[]): string | null {
  const mean = meanTime(times)
  if (by === 'avg') return mean === undefined ? null : timeOf(mean)
  const center = mean ?? NOON
  const offsets = times.map((time) => ((time - center + NOON + DAY_MINUTES) % DAY_MINUTES) - NOON)
  return timeOf(center + aggregateNumbers(by, offsets))
}

/** In minutes after midnight; `undefined` if the directions cancel out. */
function meanTime(times: readonly number[]): number | undefined {
  const angles = times.map((time) => (time / DAY_MINUTES) * 2 * Math.PI)
  const x = angles.reduce((total, angle) => total + Math.cos(angle), 0)
  const y = angles.reduce((total, angle) => total + Math.sin(angle), 0)
  // A rounding residue is not a direction.
  if (Math.hypot(x, y) < 1e-9 * times.length) return undefined
  return (Math.atan2(y, x) / (2 * Math.PI)) * DAY_MINUTES
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
}

function timeOf(minutes: number): string {
  const whole = ((Math.round(minutes) % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES
  const pad = (part: number) => String(part).padStart(2, '0')
  return `${pad(Math.floor(whole / 60))}:${pad(whole % 60)}`
}
