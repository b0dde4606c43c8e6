const DATE_TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/

/** Whether a text is a day of the calendar, `YYYY-MM-DD`, from 0001-01-01 on: PostgreSQL has no year 0. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '0001') return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

/**
 * The instant that a date-time of RFC 3339 (section 5.6) names, to the millisecond; `undefined` for any other text. A leap
 * second equals the following second, as in PostgreSQL.
 *
 * @example
 * readDateTime('2016-12-31T23:59:60Z')?.toISOString() // 2017-01-01T00:00:00.000Z
 * readDateTime('2026-03-01T12:00:00+02') // undefined: RFC 3339 asks for the minutes of an offset
 */
export function readDateTime(text: string): Date | undefined {
  const [, date, hour, minute, second = '', fraction = '', offset] = DATE_TIME.exec(text.toUpperCase()) ?? []
  if (date === undefined || !isDate(date) || `${hour}` > '23' || `${minute}` > '59' || second > '60')
    return undefined
  const isLeap = second === '60'
  // Digits beyond the precision of `Date` are truncated, not rounded: no instant moves into the next second.
  const milliseconds = fraction.slice(0, 4)
  const instant = new Date(`${date}T${hour}:${minute}:${isLeap ? '59' : second}${milliseconds}${offset}`)
  if (!isLeap) return instant
  // Leap seconds are inserted at the end of a UTC day.
  if (instant.getUTCHours() !== 23 || instant.getUTCMinutes() !== 59) return undefined
  return new Date(instant.getTime() + 1000)
}
