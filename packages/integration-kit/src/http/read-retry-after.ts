/** Providers' own headers: seconds from now, or seconds since 1970. */
const SECONDS_FROM_NOW = ['fitbit-rate-limit-reset', 'x-ratelimit-reset-in', 'ratelimit-reset'] as const
const UNIX_SECONDS = ['x-ratelimit-reset', 'x-rate-limit-reset'] as const

/** September 2001: no answer of today names an earlier time. */
const EARLIEST_TIME = 1e9

/**
 * Seconds until the next allowed request: `Retry-After` in either form (RFC 9110, section 10.2.3), otherwise
 * non-standard headers of providers. `undefined` when no header holds a usable time.
 *
 * @param now milliseconds since 1970
 *
 * @example
 * readRetryAfter(new Headers({ 'retry-after': '30' }), Date.now()) // 30
 */
export function readRetryAfter(headers: Headers, now: number): number | undefined {
  const retryAfter = headers.get('retry-after')
  if (retryAfter !== null) {
    const seconds = secondsOf(retryAfter) ?? secondsUntil(timeOf(retryAfter), now)
    if (seconds !== undefined) return seconds
  }
  for (const name of SECONDS_FROM_NOW) {
    const seconds = secondsOf(headers.get(name))
    if (seconds !== undefined) return seconds
  }
  for (const name of UNIX_SECONDS) {
    const seconds = secondsOf(headers.get(name))
    // Some providers send seconds from now in a header where others send a time.
    if (seconds !== undefined) return seconds < EARLIEST_TIME ? seconds : secondsUntil(seconds * 1000, now)
  }
  return undefined
}

function secondsOf(text: string | null): number | undefined {
  return text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined
}

/** `Date.parse` understands "-1" as a date of 2001; what has no time of day is no date of HTTP. */
function timeOf(text: string): number {
  return text.includes(':') ? Date.parse(text) : Number.NaN
}

function secondsUntil(time: number, now: number): number | undefined {
  return Number.isNaN(time) ? undefined : Math.max(0, Math.ceil((time - now) / 1000))
}
