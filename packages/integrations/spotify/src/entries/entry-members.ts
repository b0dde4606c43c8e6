/** A text that says something. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

/** A year, as the schema of records has it. */
const LONGEST_PLAY = 31_536_000_000

/** A length that a play can have, as a number or as the text of one. */
export function millisecondsOf(value: unknown): number | undefined {
  const number = numberOf(value)
  return number !== undefined && number >= 0 && number <= LONGEST_PLAY ? number : undefined
}

export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

const TIME =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(?:Z|UTC|GMT|([+-])(\d\d):?(\d\d))?$/i

/**
 * A time as Spotify has written them over the years, as RFC 3339 in UTC; without a zone it is UTC. Milliseconds are dropped:
 * older files lack them, and one play is to have one id.
 */
export function instantOf(value: unknown): string | undefined {
  const parts = typeof value === 'string' ? TIME.exec(value.trim()) : null
  if (parts === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  const time = Date.UTC(year, month - 1, day, hour, minute, second)
  // A 30th of February is read as the 1st of March.
  const isOnCalendar = new Date(time).getUTCDate() === day && month <= 12 && hour < 24 && minute < 60
  return isOnCalendar ? new Date(time - offsetOf(parts)).toISOString() : undefined
}

function offsetOf([, , , , , , , sign, hours, minutes]: readonly (string | undefined)[]): number {
  const offset = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000
  return sign === '-' ? -offset : offset
}
