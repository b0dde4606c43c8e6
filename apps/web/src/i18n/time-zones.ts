/** The IANA time zones that the browser knows. */
export function timeZones(): readonly string[] {
  return Intl.supportedValuesOf('timeZone')
}

/** The browser's own. */
export function browserTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}
