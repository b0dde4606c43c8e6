/** A whole number above 0 from an environment variable. Throws for anything else. */
export function countFromEnvironment(variable: string, byDefault: number): number {
  const text = process.env[variable]
  if (text === undefined || text === '') return byDefault
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) {
    throw new TypeError(`${variable} takes a whole number above 0, not "${text}"`)
  }
  return value
}
