/**
 * Whether `localDateIn` accepts a text as a time zone: an IANA name, in any case, or an offset.
 *
 * @example
 * isTimeZone('Europe/Berlin') // true
 * isTimeZone('Mars/Olympus') // false
 */
export function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
