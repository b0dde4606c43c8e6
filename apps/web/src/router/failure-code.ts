/** The code of a failure in an address, for which the page has its own sentence. */
export function failureCode(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(value) ? value : undefined
}
