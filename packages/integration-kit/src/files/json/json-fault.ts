/** One token of a JSON text (RFC 8259): a sign, a string, a number or a word, after white space. */
const TOKEN =
  /[ \t\n\r]*(?:([{}[\]:,])|("(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-]))/uy

/**
 * The offset of the first token at which a text is not valid JSON, which `JSON.parse` does not always report. For a text that it has
 * refused; brackets are known to be balanced.
 */
export function jsonFaultAt(text: string): number {
  const open: ('{' | '[')[] = []
  let expects: Expectation = 'value'
  for (let at = 0; ; ) {
    TOKEN.lastIndex = at
    const match = TOKEN.exec(text)
    const start = at + (/^[ \t\n\r]*/.exec(text.slice(at))?.[0].length ?? 0)
    if (match === null) return start
    at = TOKEN.lastIndex
    const [, sign, string] = match
    const kind = sign ?? (string === undefined ? 'literal' : 'string')
    const next: Expectation | undefined = STEPS[expects][kind]
    if (next === undefined) return start
    if (kind === '{' || kind === '[') open.push(kind)
    if (kind === '}' || kind === ']') {
      if (open.pop() !== (kind === '}' ? '{' : '[')) return start
    }
    expects = next === 'after comma' ? (open.at(-1) === '{' ? 'name' : 'value') : next
    if (expects === 'end of value' && open.length === 0) return at
  }
}

type Expectation =
  | 'value'
  | 'value or end'
  | 'name'
  | 'name or end'
  | 'colon'
  | 'end of value'
  | 'after comma'

const VALUE = {
  '{': 'name or end',
  '[': 'value or end',
  string: 'end of value',
  literal: 'end of value',
} as const

/** The allowed tokens, and the expectation after each. */
const STEPS: Readonly<Record<Expectation, Readonly<Partial<Record<string, Expectation>>>>> = {
  value: VALUE,
  'value or end': { ...VALUE, ']': 'end of value' },
  name: { string: 'colon' },
  'name or end': { string: 'colon', '}': 'end of value' },
  colon: { ':': 'value' },
  'end of value': { ',': 'after comma', '}': 'end of value', ']': 'end of value' },
  'after comma': {},
}
