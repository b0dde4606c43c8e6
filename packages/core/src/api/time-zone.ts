import { Type } from 'typebox'
import { unknownValue } from './unknown-value.ts'

/** The name of a time zone, as a query parameter or in a body. `checkTimeZone` tells whether it exists. */
export const TimeZone = Type.String({
  minLength: 1,
  maxLength: 64,
  description: 'The IANA name of a time zone: `Europe/Berlin`.',
  examples: ['Europe/Berlin'],
})

/** Names only: PostgreSQL reads the sign of an offset the other way round than JavaScript. */
const NAME = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/

/**
 * A time zone by the spelling of its IANA name. Throws `KERNEL_UNKNOWN_VALUE` (400) with the nearest name for any other text, also for
 * an offset such as `+01:00`, which does not follow daylight saving time.
 *
 * @example
 * checkTimeZone('europe/berlin') // 'Europe/Berlin'
 */
export function checkTimeZone(name: string, place: { readonly in?: 'querystring' | 'body' } = {}): string {
  const known = spelled(name)
  if (known !== undefined) return known
  throw unknownValue({
    ...place,
    parameter: 'timeZone',
    value: name,
    known: Intl.supportedValuesOf('timeZone'),
  })
}

function spelled(name: string): string | undefined {
  if (!NAME.test(name)) return undefined
  try {
    const resolved = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
    // An alias, like Europe/Kyiv in older versions of the data, keeps its name.
    return resolved.toLowerCase() === name.toLowerCase() ? resolved : name
  } catch {
    return undefined
  }
}
