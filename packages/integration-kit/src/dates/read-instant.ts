const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,3})\d*)?)?\s*(?:Z|UTC|GMT|([+-])(\d\d):?(\d\d))?$/i

/**
 * A time in the notations of providers, `2024-04-20T18:15:22.5Z`, `2024-04-20 18:15` or with an offset, in milliseconds since
 * 1970; without a zone it is UTC. `undefined` for any other text, and for a day that does not exist in the calendar.
 *
 * @example
 * readInstant('2024-04-20 18:15') // 1713636900000
 */
export function readInstant(value: unknown): number | undefined {
  const parts = typeof value === 'string' ? INSTANT.exec(value.trim()) : null
  if (parts === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  const time = Date.UTC(year, month - 1, day, hour, minute, second, Number((parts[7] ?? '').padEnd(3, '0')))
  // `Date` reads a 30th of February as the 1st of March.
  const isOnCalendar = new Date(time).getUTCDate() === day && month <= 12 && hour < 24 && minute < 60
  return isOnCalendar ? time - offsetOf(parts) : undefined
}

function offsetOf([, , , , , , , , sign, hours, minutes]: readonly (string | undefined)[]): number {
  const offset = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000
  return sign === '-' ? -offset : offset
}
