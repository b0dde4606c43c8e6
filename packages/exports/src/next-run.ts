import type { Interval } from './tables.ts'

const DAY = 86_400_000

/**
 * The first time of a schedule after an instant: whole intervals after its beginning, in UTC. A month later is the same day of the month, or
 * the last one of a shorter month, without moving those after it.
 *
 * @example
 * nextRun({ every: 'month', beginsAt: new Date('2026-01-31T06:00:00Z') }, new Date('2026-02-01T00:00:00Z')) // 2026-02-28T06:00:00Z
 */
export function nextRun(
  { every, beginsAt }: { readonly every: Interval; readonly beginsAt: Date },
  after: Date,
): Date {
  if (every === 'month') return nextMonth(beginsAt, after)
  const step = every === 'day' ? DAY : 7 * DAY
  const steps = Math.floor((after.getTime() - beginsAt.getTime()) / step) + 1
  return new Date(beginsAt.getTime() + Math.max(0, steps) * step)
}

function nextMonth(beginsAt: Date, after: Date): Date {
  const months =
    (after.getUTCFullYear() - beginsAt.getUTCFullYear()) * 12 + after.getUTCMonth() - beginsAt.getUTCMonth()
  for (let n = Math.max(0, months); ; n++) {
    const next = monthsLater(beginsAt, n)
    if (next > after) return next
  }
}

function monthsLater(from: Date, months: number): Date {
  const moved = new Date(from)
  moved.setUTCDate(1)
  moved.setUTCMonth(from.getUTCMonth() + months)
  const days = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate()
  moved.setUTCDate(Math.min(from.getUTCDate(), days))
  return moved
}
