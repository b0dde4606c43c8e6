/** What the language has, and its types do not yet: https://tc39.es/proposal-json-parse-with-source/ */
interface JsonWithSource {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown
  rawJSON(text: string): object
  isRawJSON(value: unknown): boolean
}

const json = JSON as unknown as JsonWithSource

/** A number that JavaScript would write otherwise: negative zero, many digits, zeros at the end, an exponent. Seldom also within a text. */
const ODD_NUMBER = /[:,[]\s*(?:-0|-?(?:[\d.]{17,}|\d{16}|\d+\.\d*0|\d[\d.]*e[+-]?\d+))\s*[,}\]]/i

/** The texts of objects of `readAsSent` with such numbers. */
const texts = new WeakMap<object, string>()

/**
 * Parses JSON so that `JSON.stringify` writes each number with the digits that it was sent with: `1.10`, `1E400`, an id beyond 2⁵³. Such a
 * number is an object that only `JSON.stringify` can read: for what is kept and shown, not for what is computed with.
 *
 * @example
 * JSON.stringify(parseAsSent('{"weight":1.10}')) // '{"weight":1.10}'
 * @throws SyntaxError for what is not JSON
 */
export function parseAsSent(text: string): unknown {
  if (!ODD_NUMBER.test(text)) return JSON.parse(text)
  return json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source
      ? json.rawJSON(source)
      : value,
  )
}

/**
 * Parses the JSON of an object whose numbers are computed with, and which `JSON.stringify` still writes as it was sent.
 *
 * @example
 * const entry = readAsSent('{"weight":1.10}')
 * entry['weight'] // 1.1
 * JSON.stringify(entry) // '{"weight":1.10}'
 * @throws SyntaxError for what is not JSON
 */
export function readAsSent(text: string): Readonly<Record<string, unknown>> {
  const value = JSON.parse(text) as Readonly<Record<string, unknown>>
  if (!ODD_NUMBER.test(text)) return value
  texts.set(value, text)
  return Object.defineProperty(value, 'toJSON', { value: () => parseAsSent(text) })
}

/** What `JSON.stringify` writes of an object: with the numbers of `parseAsSent`, if it is one of `readAsSent`. */
export function asSent(value: object): object {
  const text = texts.get(value)
  return text === undefined ? value : (parseAsSent(text) as object)
}

/** Whether a value is a number of `parseAsSent`, which has no members. */
export function isNumberAsSent(value: unknown): boolean {
  return json.isRawJSON(value)
}
