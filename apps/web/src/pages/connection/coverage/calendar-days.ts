import { addDays, countDays, mondayOf } from '../../../i18n/local-dates.ts'

/** The state of a day, as the API spells it. */
export type DayState = 'c' | 'p' | 'e' | 'f' | 'm' | 'n'

export interface CalendarDay {
  /** `YYYY-MM-DD` */
  readonly date: string
  readonly state: DayState
  /** Week, from 0; weeks begin on Monday. */
  readonly column: number
  /** Weekday, Monday 0. */
  readonly row: number
}

/** Consecutive days of the same state. */
export interface DayRun {
  readonly from: string
  readonly to: string
  readonly state: DayState
  readonly days: number
}

const WEEK = 7

/** The days from `from` on, each in its place in a grid of weeks. */
export function layOutDays(from: string, states: string): readonly CalendarDay[] {
  const offset = countDays(mondayOf(from), from) - 1
  return states.split('').map((letter, index) => ({
    date: addDays(from, index),
    state: readState(letter),
    column: Math.floor((offset + index) / WEEK),
    row: (offset + index) % WEEK,
  }))
}

/** Where each month begins: the first day of it and its week. A month that begins in the week of another is left out. */
export function monthsOf(days: readonly CalendarDay[]): readonly Pick<CalendarDay, 'date' | 'column'>[] {
  const starts = days.filter(({ date }, index) => index === 0 || date.endsWith('-01'))
  return starts.filter(({ column }, index) => {
    const next = starts[index + 1]
    return next === undefined || next.column - column > 1
  })
}

/** The days as runs of the same state. */
export function runsOf(days: readonly CalendarDay[]): readonly DayRun[] {
  const runs: { from: string; to: string; state: DayState; days: number }[] = []
  for (const { date, state } of days) {
    const last = runs.at(-1)
    if (last?.state === state) {
      last.to = date
      last.days += 1
    } else runs.push({ from: date, to: date, state, days: 1 })
  }
  return runs
}

/** Whether reading such days again can change anything. */
export function canReadAgain(state: DayState): boolean {
  return state === 'f' || state === 'm' || state === 'p'
}

/** The days that are shown: a year, or the twelve months up to today. */
export function rangeOf(
  year: number | undefined,
  today: string,
): { readonly from: string; readonly to: string } {
  if (year === undefined) return { from: addDays(today, -364), to: today }
  return { from: `${year}-01-01`, to: `${year}-12-31` }
}

function readState(letter: string): DayState {
  return letter === 'c' || letter === 'p' || letter === 'e' || letter === 'f' || letter === 'n' ? letter : 'm'
}
