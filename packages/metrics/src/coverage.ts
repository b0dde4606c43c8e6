import { datesIn } from '@tributary/integration-kit/dates'
import { isGivenUp } from '@tributary/jobs'
import type { CoverageRow } from './coverage-store.ts'

/**
 * The state of a date of a stream. `covered`: completely delivered, with values; `empty`: completely delivered, without
 * values; `failed`: requested, with the reason; `missing`: not fetched yet.
 */
export const COVERAGE_STATES = ['covered', 'empty', 'failed', 'missing'] as const

export type CoverageState = (typeof COVERAGE_STATES)[number]

/** Consecutive dates with the same state, both inclusive. */
export interface CoverageRange {
  readonly from: string
  readonly to: string
  readonly state: CoverageState
  /** Whether the date has values; possible before it is completely delivered. */
  readonly hasValues: boolean
  readonly code: string | null
  readonly message: string | null
  /** When a failed date was last requested; null otherwise. */
  readonly triedAt: Date | null
}

/** The state of each date of a range. */
export function coverageByDay(
  range: { readonly from: string; readonly to: string },
  rows: readonly CoverageRow[],
  datesWithValues: ReadonlySet<string>,
): CoverageRange[] {
  const byDate = new Map(rows.map((row) => [row.date, row]))
  return datesIn({ startDate: range.from, endDate: range.to }).map((date) => {
    const hasValues = datesWithValues.has(date)
    const row = byDate.get(date)
    const { code = null } = row ?? {}
    const triedAt = row === undefined || row.covered ? null : (row.tried_at ?? row.updated_at)
    return {
      from: date,
      to: date,
      state: stateOf(row, hasValues),
      hasValues,
      code,
      message: messageOf(row),
      triedAt,
    }
  })
}

/** The reason, and whether it is retried automatically. */
function messageOf(row: CoverageRow | undefined): string | null {
  if (row === undefined || row.message === null || !isGivenUp(row)) return row?.message ?? null
  return `${row.message} It was requested ${row.attempts} times and is no longer retried automatically: sync these dates to retry.`
}

function stateOf(row: CoverageRow | undefined, hasValues: boolean): CoverageState {
  if (row === undefined) return 'missing'
  if (!row.covered) return 'failed'
  return hasValues ? 'covered' : 'empty'
}

/** Merges consecutive days with the same state. */
export function joinDays(days: readonly CoverageRange[]): CoverageRange[] {
  const ranges: CoverageRange[] = []
  for (const day of days) {
    const last = ranges.at(-1)
    if (last !== undefined && isAlike(last, day))
      ranges[ranges.length - 1] = { ...last, to: day.to, triedAt: latest(last.triedAt, day.triedAt) }
    else ranges.push(day)
  }
  return ranges
}

function isAlike(one: CoverageRange, other: CoverageRange): boolean {
  return (
    one.state === other.state &&
    one.hasValues === other.hasValues &&
    one.code === other.code &&
    one.message === other.message
  )
}

function latest(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other
  return one > other ? one : other
}
