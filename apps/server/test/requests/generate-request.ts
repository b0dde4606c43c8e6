import { formsOf, type Schema, Written } from './forms.ts'
import type { Random } from './random.ts'

/** One operation of the merged document, its references resolved. */
export interface Operation {
  readonly method: string
  readonly path: string
  readonly parameters: readonly Parameter[]
  /** By content type; absent where the operation takes none. */
  readonly body: Readonly<Record<string, Schema>> | undefined
  readonly responses: Readonly<Record<string, DocumentedAnswer>>
  /** Whether an API key may call it, or only a browser session. */
  readonly takesKeys: boolean
}

export interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly schema: Schema
}

export interface DocumentedAnswer {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>
}

export interface GeneratedRequest {
  readonly operation: Operation
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload: string | undefined
}

/** Values that take the place of generated ones, by the name of the part of the request: ids that exist, for one. */
export type Known = Readonly<Record<string, readonly unknown[]>>

/** A part of a request that gets a certain form, while the others fit: a parameter by its name, or a property of the body. */
export interface Focus {
  readonly name: string
  readonly form: unknown
}

/** Every part of an operation with every form that it can have. */
export function everyFocus({ parameters, body }: Operation): Focus[] {
  const properties = Object.values(body ?? {}).flatMap((schema) => Object.entries(schema.properties ?? {}))
  const parts = [...parameters.map(({ name, schema }) => [name, schema] as const), ...properties]
  return parts.flatMap(([name, schema]) => formsOf(schema).map((form) => ({ name, form })))
}

interface Context {
  readonly random: Random
  readonly known: Known
  readonly focus: Focus | undefined
}

/** A request to an operation: with a focus all else fits; without, any part may be anything. */
export function generateRequest(operation: Operation, context: Context): GeneratedRequest {
  const { random, focus } = context
  const path = operation.path.replace(
    /\{(\w+)\}/g,
    // Without a text it would be the address of another operation.
    (_, name: string) => encodeText(textOf(valueFor(partOf(operation, name), context))) || '%00',
  )
  const query = operation.parameters
    .filter((part) => part.in === 'query' && isSent(part, context))
    .flatMap((part) => queryOf(part.name, valueFor(part, context)))
  if (focus === undefined && random.chance(0.05)) query.push('unknown=1')
  const method = operation.method === 'GET' && random.chance(0.1) ? 'HEAD' : operation.method
  const { payload, headers } = bodyOf(operation, context)
  return {
    operation,
    method,
    url: query.length === 0 ? path : `${path}?${query.join('&')}`,
    headers: {
      ...headers,
      ...(focus === undefined ? anyHeaders(random) : {}),
      ...documentedHeaders(operation, context),
    },
    payload: method === 'HEAD' ? undefined : payload,
  }
}

function partOf({ parameters }: Operation, name: string): Parameter {
  const part = parameters.find((parameter) => parameter.name === name)
  return part ?? { name, in: 'path', schema: { type: 'string' } }
}

function isSent({ name, required }: Parameter, { random, focus }: Context): boolean {
  if (focus !== undefined) return required === true || focus.name === name
  return random.chance(required === true ? 0.95 : 0.5)
}

/** What a part of the request is: what the focus says, something known, what fits, or anything. */
function valueFor(
  { name, schema }: { name: string; schema: Schema },
  { random, known, focus }: Context,
): unknown {
  if (focus?.name === name) return focus.form
  const fitting = known[name] ?? []
  const forms = formsOf(schema)
  if (focus !== undefined) return fitting[0] ?? forms[0]
  if (fitting.length > 0 && random.chance(0.7)) return random.pick(fitting)
  return random.chance(0.4) ? forms[0] : random.pick(forms)
}

function queryOf(name: string, value: unknown): string[] {
  const values = Array.isArray(value) ? (value as unknown[]) : [value]
  return values.map((each) => `${encodeURIComponent(name)}=${encodeText(textOf(each))}`)
}

function textOf(value: unknown): string {
  if (value instanceof Written) return value.text
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Percent-encoded, half a surrogate pair as the three bytes that it would have in UTF-8. */
function encodeText(text: string): string {
  return Array.from(text, (character) =>
    character.isWellFormed()
      ? encodeURIComponent(character)
      : `%ED%${(0x80 | ((character.charCodeAt(0) >> 6) & 0x3f)).toString(16)}%${(0x80 | (character.charCodeAt(0) & 0x3f)).toString(16)}`,
  ).join('')
}

function documentedHeaders({ parameters }: Operation, context: Context): Record<string, string> {
  const sent = parameters.filter((part) => part.in === 'header' && isSent(part, context))
  // What Node lets into a header.
  const textFor = (part: Parameter) =>
    textOf(valueFor(part, context)).replace(/[^\t\x20-\x7e\xa0-\xff]/g, '?')
  return Object.fromEntries(sent.map((part) => [part.name, textFor(part)]))
}

const ACCEPT = [
  '*/*',
  'application/json',
  'text/csv',
  'image/png',
  'application/problem+json',
  'text/html',
  ';q=2,,',
]
const ACCEPT_ENCODING = ['gzip', 'br', 'zstd', 'gzip, br;q=0.5', 'identity', '*', 'identity;q=0, *;q=0', ';;']

function anyHeaders(random: Random): Record<string, string> {
  return {
    ...(random.chance(0.3) ? { accept: random.pick(ACCEPT) } : {}),
    ...(random.chance(0.3) ? { 'accept-encoding': random.pick(ACCEPT_ENCODING) } : {}),
    ...(random.chance(0.02) ? { 'content-encoding': random.pick(['gzip', 'identity']) } : {}),
  }
}

type Body = Pick<GeneratedRequest, 'payload' | 'headers'>

const NO_BODY: Body = { payload: undefined, headers: {} }
const OTHER_TYPES = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/xml',
  'multipart/form-data',
  'nonsense',
]

function bodyOf(operation: Operation, context: Context): Body {
  const { random, focus } = context
  if (operation.method === 'GET') return NO_BODY
  const [type = 'application/json', schema] = Object.entries(operation.body ?? {})[0] ?? []
  if (focus === undefined && random.chance(0.1)) {
    const headers = { 'content-type': random.pick([type, ...OTHER_TYPES]) }
    return { payload: random.pick(['', 'x', '{', 'null', '[]', '{"__proto__":1}']), headers }
  }
  if (schema === undefined) return NO_BODY
  if (type === 'multipart/form-data') return formOf(schema, context)
  return { payload: writeJson(objectOf(schema, context)), headers: { 'content-type': type } }
}

function objectOf(schema: Schema, context: Context): unknown {
  const { random, focus } = context
  if (focus === undefined && random.chance(0.05)) return random.pick([null, [], 'text', new Written('-0')])
  const required = new Set(schema.required)
  const entries = Object.entries(schema.properties ?? {})
    .filter(([name]) => isSent({ name, in: 'body', schema, required: required.has(name) }, context))
    .map(([name, property]) => [name, propertyOf(name, property, context)])
  if (focus === undefined && random.chance(0.05)) entries.push(['unknown\0', 1])
  return Object.fromEntries(entries)
}

function propertyOf(name: string, schema: Schema, context: Context): unknown {
  const { random, known, focus } = context
  const fitting = known[name] ?? []
  if (fitting.length > 0 && (focus === undefined ? random.chance(0.3) : focus.name !== name))
    return random.pick(fitting)
  if (focus?.name !== name && schema.items?.properties !== undefined)
    return Array.from({ length: random.pick([1, 1, 2]) }, () => objectOf(schema.items ?? {}, context))
  if (focus?.name !== name && schema.properties !== undefined) return objectOf(schema, context)
  return valueFor({ name, schema }, context)
}

/** JSON with the numbers that were given as they are written. */
function writeJson(value: unknown): string {
  if (value instanceof Written) return value.text
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}:${writeJson(inner)}`)
  return `{${members.join(',')}}`
}

const BOUNDARY = 'generated'

function formOf(schema: Schema, context: Context): Body {
  const parts = Object.entries(schema.properties ?? {})
    .filter(([name]) => name === 'file' || isSent({ name, in: 'body', schema }, context))
    .map(([name, property]) => {
      const file = name === 'file' ? '; filename="a.csv"' : ''
      const value =
        name === 'file'
          ? 'Title,Date\n"Roma","10/31/26"\n'
          : textOf(valueFor({ name, schema: property }, context))
      return `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"${file}\r\n\r\n${value}\r\n`
    })
  return {
    payload: `${parts.join('')}--${BOUNDARY}--\r\n`,
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
  }
}
