import type { FieldDescription, FieldKind } from '@tributary/integration-kit/host'
import type { TLocalizedValidationError } from 'typebox/error'

/** What a field without a value is answered with. */
export const VALUE_MISSING = 'Enter a value.'

/** What a value of the wrong type is answered with, by the kind of its field. */
const EXPECTED: Readonly<Record<FieldKind, string>> = {
  text: 'Enter text.',
  textarea: 'Enter text.',
  secret: 'Enter text.',
  integer: 'Enter a whole number.',
  number: 'Enter a number.',
  boolean: 'Enter true or false.',
  select: 'Choose one of the choices.',
  multi_select: 'Enter a list of choices.',
  url: 'Enter an address, like https://example.org.',
  email: 'Enter an email address, like ada@example.org.',
  phone: 'Enter a phone number with its country and only digits, like +41441234567.',
  time_zone: 'Enter the IANA name of a time zone, like Europe/Berlin.',
  json: 'Enter JSON that matches the schema.',
  array: 'Enter a list.',
}

/** The types of JSON Schema, for what is inside a list or JSON. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'Enter text.',
  integer: 'Enter a whole number.',
  number: 'Enter a number.',
  boolean: 'Enter true or false.',
  array: 'Enter a list.',
  object: 'Enter an object.',
  null: 'Enter null.',
}

type Params = Readonly<Record<string, unknown>>

/** What each other constraint demands. None repeats the value, which may be a secret. */
const DEMANDS: Readonly<Record<string, (params: Params, field: FieldDescription) => string>> = {
  type: ({ type }) => [type].flat().flatMap((name) => TYPES[String(name)] ?? [])[0] ?? 'Enter another value.',
  minLength: ({ limit }) =>
    limit === 1 ? VALUE_MISSING : `Enter at least ${counted(limit, 'character', 'characters')}.`,
  maxLength: ({ limit }) => `Enter at most ${counted(limit, 'character', 'characters')}.`,
  minimum: ({ limit }) => `Enter ${String(limit)} or more.`,
  maximum: ({ limit }) => `Enter ${String(limit)} or less.`,
  exclusiveMinimum: ({ limit }) => `Enter more than ${String(limit)}.`,
  exclusiveMaximum: ({ limit }) => `Enter less than ${String(limit)}.`,
  multipleOf: ({ multipleOf }) => `Enter a multiple of ${String(multipleOf)}.`,
  minItems: ({ limit }) => `Enter at least ${counted(limit, 'entry', 'entries')}.`,
  maxItems: ({ limit }) => `Enter at most ${counted(limit, 'entry', 'entries')}.`,
  uniqueItems: () => 'Enter each entry once.',
  minProperties: ({ limit }) => `Enter at least ${counted(limit, 'member', 'members')}.`,
  maxProperties: ({ limit }) => `Enter at most ${counted(limit, 'member', 'members')}.`,
  required: ({ requiredProperties: names }) => `Add ${quoted(names)}.`,
  additionalProperties: () => 'Remove the members that do not belong here.',
  enum: ({ allowedValues }, { choices }) => chooseOne(choices?.map(({ value }) => value) ?? allowedValues),
  const: ({ allowedValue }) => `Enter ${JSON.stringify(allowedValue)}.`,
  pattern: (_, { placeholder }) =>
    placeholder === undefined
      ? 'Enter a value in the expected format.'
      : `Enter a value in the format of ${placeholder}.`,
  format: (_, { placeholder }) =>
    placeholder === undefined
      ? 'Enter a value in the expected format.'
      : `Enter a value in the format of ${placeholder}.`,
}

const ANOTHER_VALUE = 'Enter a value that matches the schema.'

/** Kinds whose format is described best as a whole. */
const WHOLE: ReadonlySet<FieldKind> = new Set(['url', 'email', 'phone', 'time_zone'])

/** `~refine`: a check in code. */
const FORMAT_KEYWORDS: ReadonlySet<string> = new Set(['pattern', 'format', '~refine', 'minLength'])

/**
 * What a field expects, for a value of another type.
 *
 * @example
 * expectedOf({ kind: 'integer', label: 'Days', required: true }) // 'Enter a whole number.'
 */
export function expectedOf({ kind, choices }: FieldDescription): string {
  return kind === 'select' && choices !== undefined
    ? chooseOne(choices.map(({ value }) => value))
    : EXPECTED[kind]
}

/**
 * One violated constraint as a sentence that says what to enter; in a list or in JSON, where.
 *
 * @example
 * describeFault(error, field) // 'Entry 2: Enter 9 or less.'
 */
export function describeFault(error: TLocalizedValidationError, field: FieldDescription): string {
  const { keyword, instancePath } = error
  if (instancePath === '' && WHOLE.has(field.kind) && FORMAT_KEYWORDS.has(keyword)) return expectedOf(field)
  const demand = DEMANDS[keyword]?.(error.params, field) ?? ANOTHER_VALUE
  return instancePath === '' ? demand : `${placeOf(instancePath)}: ${demand}`
}

/** A sentence about one entry of a list. */
export function inEntry(index: number, sentence: string): string {
  return `Entry ${index + 1}: ${sentence}`
}

/** Where in a list or in JSON: `/2/name` is in the third entry. */
function placeOf(instancePath: string): string {
  const [, first = '', ...rest] = instancePath.split('/')
  const place = /^\d+$/.test(first) ? `Entry ${Number(first) + 1}` : `"${first}"`
  return rest.length === 0 ? place : `${place}, at ${rest.join('.')}`
}

function chooseOne(values: unknown): string {
  const list = Array.isArray(values) ? values.map(String) : []
  return list.length === 0 ? EXPECTED.select : `Choose one of ${list.join(', ')}.`
}

function quoted(names: unknown): string {
  return (Array.isArray(names) ? names : []).map((name) => `"${name}"`).join(', ')
}

function counted(limit: unknown, one: string, many: string): string {
  return `${String(limit)} ${limit === 1 ? one : many}`
}
