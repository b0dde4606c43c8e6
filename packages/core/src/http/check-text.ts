import { UUID } from './formats.ts'

/** A compiled schema, as Ajv makes it and Fastify calls it. */
export type Validate = ((data: unknown) => unknown) & { errors?: readonly object[] | null }

interface TextFailure {
  readonly keyword: string
  readonly message: string
}

/** A number as people write it. Ajv takes whatever JavaScript converts: `0x10`, ` 5`. */
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i

/**
 * Adds to the validation of parameters, query strings and headers what a schema cannot express: that a number is
 * written in digits and not infinite (Ajv coerces `1e999` to Infinity, takes that for an integer and checks no maximum
 * of it) and that no text holds NUL, which no PostgreSQL type can. A UUID becomes lower case, as the database returns
 * it, so that it can be compared as text.
 */
export function checkText(validate: Validate, schema: unknown): Validate {
  // Nothing passes that could need a further check.
  if (isEmpty(schema)) return validate
  const uuids = uuidsIn(schema)
  const numbers = numbersIn(schema)
  const checked: Validate = (data) => {
    const members = isRecord(data) ? data : {}
    const odd = numbers.filter(([name]) => isOdd(members[name]))
    const result = validate(data)
    // Ajv has written the numbers that it accepts in place of their texts.
    const faults = odd.filter(([name]) => typeof members[name] === 'number').map(notANumber)
    checked.errors = [...faults, ...((result !== true && validate.errors) || [])]
    if (faults.length > 0) return false
    if (result !== true || !isRecord(data)) return result
    for (const [name, value] of Object.entries(data)) {
      const failure = failureOf(value)
      if (failure !== undefined) {
        checked.errors = [{ ...failure, instancePath: `/${name}`, params: {} }]
        return false
      }
    }
    lowerCase(data, uuids)
    return true
  }
  return checked
}

/** Lower-cases UUIDs in the members of a body. */
export function lowerCaseUuids(validate: Validate, schema: unknown): Validate {
  const uuids = uuidsIn(schema)
  if (uuids.size === 0) return validate
  const checked: Validate = (data) => {
    const result = validate(data)
    checked.errors = result === true ? null : (validate.errors ?? null)
    if (result === true && isRecord(data)) lowerCase(data, uuids)
    return result
  }
  return checked
}

function lowerCase(data: Record<string, unknown>, uuids: ReadonlySet<string>): void {
  for (const name of uuids) {
    const value = data[name]
    // A member that may also be another text is left unchanged.
    if (typeof value === 'string' && UUID.test(value)) data[name] = value.toLowerCase()
  }
}

function failureOf(value: unknown): TextFailure | undefined {
  if (Array.isArray(value)) return value.map(failureOf).find((failure) => failure !== undefined)
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
    return { keyword: 'type', message: 'must be a finite number' }
  if (typeof value === 'string' && value.includes('\0'))
    return { keyword: 'characters', message: 'must not contain NUL characters' }
  return undefined
}

function isEmpty(schema: unknown): boolean {
  if (!isRecord(schema) || !isRecord(schema['properties'])) return false
  return Object.keys(schema['properties']).length === 0 && schema['additionalProperties'] === false
}

function propertiesOf(schema: unknown): readonly [name: string, schema: unknown][] {
  return Object.entries(isRecord(schema) && isRecord(schema['properties']) ? schema['properties'] : {})
}

function isOdd(text: unknown): boolean {
  return typeof text === 'string' && !NUMBER.test(text)
}

/** The fault as Ajv reports it. */
function notANumber([name, type]: NumberMember): object {
  return { keyword: 'type', message: `must be ${type}`, instancePath: `/${name}`, params: { type } }
}

type NumberMember = readonly [name: string, type: 'integer' | 'number']

function numbersIn(schema: unknown): readonly NumberMember[] {
  return propertiesOf(schema).flatMap(([name, value]) => {
    const type = isRecord(value) ? value['type'] : undefined
    return type === 'integer' || type === 'number' ? [[name, type] as const] : []
  })
}

function uuidsIn(schema: unknown): ReadonlySet<string> {
  const names = propertiesOf(schema).filter(([, value]) => mayBeUuid(value))
  return new Set(names.map(([name]) => name))
}

function mayBeUuid(schema: unknown): boolean {
  if (!isRecord(schema)) return false
  const { format, anyOf } = schema
  return format === 'uuid' || (Array.isArray(anyOf) && anyOf.some(mayBeUuid))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
