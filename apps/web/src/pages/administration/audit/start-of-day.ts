const DAY = 24 * 3_600_000

/**
 * The instant at which a local date begins in a zone, also where clocks change at midnight.
 *
 * @example
 * startOfDay('2026-11-28', 'Europe/Berlin') // '2026-11-27T23:00:00.000Z'
 */
export function startOfDay(localDate: string, timeZone: string): string {
  const utc = Date.parse(`${localDate}T00:00:00Z`)
  // A first guess with the offset of that time, corrected once by the offset that holds there.
  const guess = utc - offsetAt(utc, timeZone)
  return new Date(utc - offsetAt(guess, timeZone)).toISOString()
}

/** The instant at which the day after a local date begins. */
export function endOfDay(localDate: string, timeZone: string): string {
  const next = new Date(Date.parse(`${localDate}T00:00:00Z`) + DAY).toISOString().slice(0, 10)
  return startOfDay(next, timeZone)
}

/** How many milliseconds the clocks of a zone are ahead of UTC. */
function offsetAt(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant)
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((each) => each.type === type)?.value ?? 0)
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
  return local - Math.floor(instant / 1000) * 1000
}
