import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema'

/** One thing that is wrong with the values of a form. */
export interface Fault {
  /** Where: `['recipients', '0']`; empty for the whole. */
  readonly path: readonly string[]
  /** The keyword of JSON Schema that it breaks: `required`, `minLength`. */
  readonly keyword: string
  /** What the keyword says: `8` for `minLength: 8`. */
  readonly limit: unknown
}

/** They only repeat that something beneath them is wrong. */
const REPEATING = new Set([
  'properties',
  'patternProperties',
  'items',
  'prefixItems',
  'additionalItems',
  'allOf',
  'if',
  '$ref',
  '$recursiveRef',
  'dependentSchemas',
])

/** What is beneath them are the faults of each alternative, of which one would do. */
const ALTERNATIVES = new Set(['anyOf', 'oneOf', 'not', 'contains'])

/**
 * All faults of values, by the interpreter of `@cfworker/json-schema`: compiled validators need `unsafe-eval`, which the page's policy refuses.
 *
 * @example
 * findFaults({ type: 'object', properties: { token: { type: 'string', minLength: 8 } } }, { token: 'short' })
 * // [{ path: ['token'], keyword: 'minLength', limit: 8 }]
 */
export function findFaults(schema: Schema, values: unknown): readonly Fault[] {
  const { errors } = new Validator(schema, '2020-12', false).validate(asJson(values))
  const alternatives = errors
    .filter(({ keyword }) => ALTERNATIVES.has(keyword))
    .map(({ keywordLocation }) => `${keywordLocation}/`)
  const faults = errors
    .filter(({ keyword }) => !REPEATING.has(keyword))
    .filter(({ keywordLocation }) => !alternatives.some((each) => keywordLocation.startsWith(each)))
    .map((error) => faultOf(error, schema))
  return unique(faults)
}

/** Forms set members to `undefined` to take them away, on which the interpreter throws. */
function asJson(values: unknown): unknown {
  return values === undefined ? null : JSON.parse(JSON.stringify(values))
}

function faultOf({ keyword, keywordLocation, instanceLocation, error }: OutputUnit, schema: Schema): Fault {
  const path = segmentsOf(instanceLocation)
  if (keyword === 'required') return { path: [...path, nameIn(error)], keyword, limit: true }
  return { path, keyword, limit: valueAt(schema, segmentsOf(keywordLocation)) }
}

/** A required member that is missing is named in the sentence alone. */
function nameIn(error: string): string {
  return /"(.*)"/s.exec(error)?.[1] ?? ''
}

function segmentsOf(pointer: string): string[] {
  return pointer
    .replace(/^#/, '')
    .split('/')
    .slice(1)
    .map((segment) => decodeURI(segment).replaceAll('~1', '/').replaceAll('~0', '~'))
}

function valueAt(schema: Schema, path: readonly string[]): unknown {
  let value: unknown = schema
  for (const segment of path) {
    const ref = (value as { readonly $ref?: unknown } | undefined)?.$ref
    if (segment === '$ref' && typeof ref === 'string') value = valueAt(schema, segmentsOf(ref))
    else value = (value as Readonly<Record<string, unknown>> | undefined)?.[segment]
  }
  return value
}

/** A member that two conditions require is missing once. */
function unique(faults: readonly Fault[]): readonly Fault[] {
  return [...new Map(faults.map((fault) => [`${fault.keyword} ${fault.path.join('/')}`, fault])).values()]
}
