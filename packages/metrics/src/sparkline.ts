import type { MetricValue } from '@tributary/integration-kit/host'
import { aggregate } from './aggregate.ts'
import type { KnownMetric } from './catalogue.ts'
import type { CoverageRow } from './coverage-store.ts'
import { MANUAL, type PickedValue } from './value-store.ts'

/**
 * The state of a date of a metric, over all its connections. `complete`: completely delivered, with a value, or without reports of
 * coverage with a value; `empty`: completely delivered, without a value; `failed`: the request failed; `pending`: not completely
 * delivered yet.
 */
export const DAY_STATES = ['complete', 'empty', 'failed', 'pending'] as const

export type DayState = (typeof DAY_STATES)[number]

/** What is known of a metric's dates. */
export interface KnownDays {
  readonly metric: KnownMetric
  /** The shown values by date. */
  readonly values: ReadonlyMap<string, PickedValue>
  /** The reports of its stream by date; `undefined` if its values come without reports of coverage. */
  readonly coverage: ReadonlyMap<string, readonly CoverageRow[]> | undefined
}

export function stateOfDay({ values, coverage }: KnownDays, date: string): DayState {
  const hasValue = values.has(date)
  if (coverage === undefined) return hasValue ? 'complete' : 'empty'
  const rows = coverage.get(date) ?? []
  if (rows.some(({ covered }) => covered)) return hasValue ? 'complete' : 'empty'
  return rows.length > 0 ? 'failed' : 'pending'
}

/** The average day of a week, and of the week before it. */
export interface WeekChange {
  readonly value: MetricValue | null
  readonly valueBefore: MetricValue | null
  /** Of times of day in minutes, at most 12 hours in either direction. */
  readonly change: number | null
  readonly dayCount: number
  readonly dayCountBefore: number
}

/**
 * Averages of the complete days with a value: sums of weeks would compare how many days have one, and a day that was read before
 * its end would always look like less.
 */
export function weekChange(known: KnownDays, week: readonly string[], before: readonly string[]): WeekChange {
  const { metric } = known
  const [current, previous] = [completeValues(known, week), completeValues(known, before)]
  const value = averageOf(metric, current)
  const valueBefore = averageOf(metric, previous)
  return {
    value,
    valueBefore,
    change: difference(value, valueBefore),
    dayCount: current.length,
    dayCountBefore: previous.length,
  }
}

/** What a person enters by hand is complete without a report. */
function completeValues(known: KnownDays, dates: readonly string[]): PickedValue[] {
  return dates.flatMap((date) => {
    const value = known.values.get(date)
    if (value === undefined) return []
    return value.integration === MANUAL || stateOfDay(known, date) === 'complete' ? [value] : []
  })
}

function averageOf({ type }: KnownMetric, values: readonly PickedValue[]): MetricValue | null {
  return type === 'text' || values.length === 0 ? null : aggregate(type, 'avg', values)
}

const DAY_MINUTES = 1_440
const NOON = 720

function difference(value: MetricValue | null, before: MetricValue | null): number | null {
  if (typeof value === 'number' && typeof before === 'number') return value - before
  if (typeof value !== 'string' || typeof before !== 'string') return null
  const minutes = minutesOf(value) - minutesOf(before)
  return ((minutes + NOON + DAY_MINUTES) % DAY_MINUTES) - NOON
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
}
