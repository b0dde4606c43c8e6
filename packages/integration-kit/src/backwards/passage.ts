import { type Static, Type } from 'typebox'
import { Check } from 'typebox/value'
import { addDays, dayNumber } from '../dates/calendar.ts'
import type { DateRange } from '../dates/date-range.ts'

/** The progress of reading a window's entries backwards; a cursor. Times are seconds since 1970. */
const Passage = Type.Object({
  startDate: Type.String(),
  endDate: Type.String(),
  /** The time of the newest entry read. */
  newest: Type.Number(),
  /** Entries of this time and later ones have been read. */
  before: Type.Number(),
  /** Reading ends before this time, exclusive. */
  floor: Type.Number(),
})

export type Passage = Static<typeof Passage>

const DAY_SECONDS = 86_400

/** The whole window, and a day more at each end: local dates begin up to 14 hours before UTC or 12 after it. */
export function wholePassage({ startDate, endDate }: DateRange): Passage {
  return {
    startDate,
    endDate,
    newest: 0,
    before: dayNumber(addDays(endDate, 2)) * DAY_SECONDS,
    floor: dayNumber(addDays(startDate, -1)) * DAY_SECONDS,
  }
}

/** The passage in a cursor if it is of this window; else a new one from the window's start. */
export function passageIn(cursor: unknown, { startDate, endDate }: DateRange): Passage | undefined {
  if (!Check(Passage, cursor)) return undefined
  return cursor.startDate === startDate && cursor.endDate === endDate ? cursor : undefined
}

export function isAtEnd({ before, floor }: Passage): boolean {
  return before <= floor
}

/**
 * The passage after a page whose newest and oldest entries are of these times. A page may end within a second, whose remaining
 * entries would be lost: the oldest second is requested again, until a page contains nothing else.
 */
export function passageBelow(passage: Passage, page: { newest: number; oldest: number }): Passage {
  const newest = Math.max(passage.newest, page.newest)
  const before = hasOneSecond(passage, page) ? page.oldest : page.oldest + 1
  return { ...passage, newest, before }
}

export function hasOneSecond({ before }: Passage, { oldest }: { oldest: number }): boolean {
  return oldest + 1 === before
}
