import { type DescribedApi, operationsOf, type Schema, schemasIn } from './document-parts.ts'
import type { ApiRule } from './rules.ts'

/** Nouns of the API that were replaced, in whatever place of the document. */
const RETIRED_NOUNS: Readonly<Record<string, string>> = {
  platform: 'integration',
  source: 'integration, or origin',
}

/** The interface of browsers for server-sent events. */
const EVENT_SOURCE = 'EventSource'

/** The formats of the ends of a range. */
const ENDS: Readonly<Record<string, string>> = {
  from: 'date',
  to: 'date',
  fromTime: 'date-time',
  toTime: 'date-time',
}
const OTHER_END: Readonly<Record<string, string>> = {
  from: 'to',
  to: 'from',
  fromTime: 'toTime',
  toTime: 'fromTime',
}
/** What a query may name of times besides the ends of a range: a day, and the beginning of what is followed. */
const TIMES: ReadonlySet<string> = new Set([...Object.keys(ENDS), 'date', 'updatedSince'])

/** The rules of words and of ranges. */
export const WORD_RULES: readonly ApiRule[] = [
  {
    name: 'words',
    *check(api) {
      for (const [at, text] of textsOf(api))
        for (const word of wordsOf(text)) {
          const noun = word.replace(/s$/, '')
          if (Object.hasOwn(RETIRED_NOUNS, noun)) yield `${at} says "${word}": use ${RETIRED_NOUNS[noun]}`
        }
    },
  },
  {
    name: 'ranges',
    *check(api) {
      for (const { at, parameters } of operationsOf(api)) {
        const query = parameters.filter((parameter) => parameter.in === 'query')
        for (const { name, schema } of query) {
          const format = String(schema['format'])
          const isTime = format === 'date' || format === 'date-time'
          if (isTime && !TIMES.has(name)) yield `${at} has the time "${name}": use from, to, fromTime, toTime`
          yield* faultOfEnd(at, name, schema)
          const other = OTHER_END[name]
          if (other !== undefined && !query.some((each) => each.name === other))
            yield `${at} has "${name}" without "${other}"`
        }
      }
      for (const [at, { properties = {} }] of schemasIn(api.components.schemas, ''))
        for (const [name, schema] of Object.entries(properties)) yield* faultOfEnd(at, name, schema)
    },
  },
]

function* faultOfEnd(at: string, name: string, schema: Schema): Generator<string> {
  const format = Object.hasOwn(ENDS, name) ? ENDS[name] : undefined
  if (format === undefined) return
  const forms = [schema, ...((schema['anyOf'] ?? []) as Schema[])]
  if (!forms.some((form) => form['format'] === format))
    yield `${at} has "${name}" of another format than ${format}`
}

/** What names or describes something in a document, with its place. */
function* textsOf(api: DescribedApi): Generator<readonly [at: string, text: string]> {
  for (const path of Object.keys(api.paths)) yield [path, path]
  for (const name of Object.keys(api.components.schemas)) yield [name, name]
  for (const { at, operationId, summary = '', description = '' } of operationsOf(api))
    yield [at, [operationId, summary, description].join(' ')]
  for (const [at, schema] of schemasIn(api, '')) {
    const { title, description, properties, enum: values } = schema
    const names = Object.keys(isObject(properties) ? properties : {})
    const texts = [title, description, ...names, ...(Array.isArray(values) ? values : [])]
    yield [at, texts.filter((text) => typeof text === 'string').join(' ')]
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** `libraryListSources of /api/all-sources` is library, list, sources, of, api, all, sources. */
function wordsOf(text: string): readonly string[] {
  return text
    .replaceAll(EVENT_SOURCE, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
}
