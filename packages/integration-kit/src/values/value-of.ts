/**
 * A text that is not blank; `undefined` for anything else.
 *
 * @example
 * textOf(' ') // undefined
 */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

/**
 * A number, also one written as text; `undefined` for anything else, including `NaN` and `""`.
 *
 * @example
 * numberOf('7434') // 7434
 */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/**
 * The members of an object; empty for anything else.
 *
 * @example
 * membersOf(membersOf(answer)['error'])['message']
 */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {}
}

/**
 * The entries of a list; empty for anything else.
 *
 * @example
 * listOf(membersOf(track)['artists']).map((artist) => textOf(membersOf(artist)['name']))
 */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
