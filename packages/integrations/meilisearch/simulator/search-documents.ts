/** A document as it is stored. */
export type StoredDocument = Readonly<Record<string, unknown>> & { readonly id: string }

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

type Condition = (document: StoredDocument) => boolean

/** Words without case and accents; a character of Chinese or Japanese is a word of its own. */
function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  return plain.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}]+/gu) ?? []
}

/**
 * Reads the conditions that this server sends: comparisons and `IN`, joined by `AND`. Throws the message that Meilisearch sends for others, and
 * for attributes that are not filterable.
 */
export function readFilter(filter: string, filterable: readonly string[]): Condition {
  const conditions = filter.split(' AND ').map((part): Condition => {
    const list = /^(\w+) IN (\[.*\])$/.exec(part)
    const [, name = '', operator = '', value = ''] = list
      ? [part, list[1], 'IN', list[2]]
      : (/^(\w+) (=|>=|<) ("[^"\\]*"|-?\d+)$/.exec(part) ?? [])
    if (name === '') throw new Error(`Was expecting an operation \`=\`, \`!=\`, \`>=\` … at \`${part}\`.`)
    if (!filterable.includes(name)) throw new Error(`Attribute \`${name}\` is not filterable.`)
    const given: unknown = JSON.parse(value)
    if (Array.isArray(given)) return (document) => given.includes(document[name])
    if (operator === '=') return (document) => document[name] === given
    return (document) => {
      const at = document[name]
      if (typeof at !== 'number') return false
      return operator === '<' ? at < Number(given) : at >= Number(given)
    }
  })
  return (document) => conditions.every((condition) => condition(document))
}

/**
 * Whether a document is found with the strategy `all`: each word is there, the last one as a beginning; a phrase in quotes in its order; a word after
 * a hyphen is not there. Without a word, everything is found. Typing errors are not forgiven here.
 */
export function matches(document: StoredDocument, q: string, searchable: readonly string[]): boolean {
  const words = searchable.flatMap((name) => wordsOf(textIn(document[name])))
  const phrases = [...q.matchAll(/"([^"]*)"/g)].map(([, phrase = '']) => wordsOf(phrase).join(' '))
  const rest = q.replaceAll(/"[^"]*"/g, ' ').split(/\s+/)
  const excluded = rest.filter((word) => word.startsWith('-')).flatMap(wordsOf)
  const wanted = rest
    .filter((word) => !word.startsWith('-'))
    .flatMap(wordsOf)
    .slice(0, MOST_WORDS)
  const last = wanted.at(-1)
  return (
    phrases.every((phrase) => ` ${words.join(' ')} `.includes(phrase)) &&
    !excluded.some((word) => words.includes(word)) &&
    wanted.every(
      (word) => words.includes(word) || (word === last && words.some((each) => each.startsWith(word))),
    )
  )
}

/** https://www.meilisearch.com/docs/learn/resources/known_limitations: further words of a query are ignored. */
const MOST_WORDS = 10
