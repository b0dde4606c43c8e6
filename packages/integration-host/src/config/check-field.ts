import type { FieldDescription, FieldKind } from '@tributary/integration-kit/host'
import { isStorable } from '@tributary/integration-kit/host'
import type { TLocalizedValidationError } from 'typebox/error'
import { Check, Errors } from 'typebox/value'
import type { ConfigurationField } from './list-fields.ts'

/**
 * Everything that is wrong with a value, each as a sentence for a person; empty when nothing is. No sentence repeats the
 * value, which may be a secret.
 */
export function checkField({ schema, field }: ConfigurationField, value: unknown): readonly string[] {
  // `null` is not a value: it clears a field, and it stands for JSON that could not be parsed.
  if (value === null) return [EXPECTED[field.kind]]
  const errors = Errors(schema, value)
  // A value of the wrong type would only fail every rule as well.
  if (errors.some(({ keyword, instancePath }) => keyword === 'type' && instancePath === ''))
    return [EXPECTED[field.kind]]
  if (!isStorable(value)) return [UNSTORABLE]
  const limits = errors.map((error) => sentenceOf(error, field))
  const rules = (field.rules ?? []).filter(({ must }) => !Check(must, value)).map(({ message }) => message)
  return [...new Set([...limits, ...rules])]
}

const UNSTORABLE =
  'This contains a value that cannot be stored: NUL, an unpaired surrogate, a number that is too large, or more than 100 levels.'

const EXPECTED: Readonly<Record<FieldKind, string>> = {
  text: 'This must be text.',
  textarea: 'This must be text.',
  secret: 'This must be text.',
  integer: 'This must be a whole number.',
  number: 'This must be a number.',
  boolean: 'This must be true or false.',
  select: 'This must be one of the choices.',
  multi_select: 'This must be a list of choices.',
  url: 'This must be an address, like https://example.org.',
  email: 'This must be an email address, like ada@example.org.',
  phone: 'This must be a phone number with its country and only digits, like +41441234567.',
  time_zone: 'This must be the IANA name of a time zone, like Europe/Berlin.',
  json: 'This JSON does not match the schema.',
  array: 'This must be a list.',
}

/** Kinds whose form is told best as a whole. */
const WHOLE: ReadonlySet<FieldKind> = new Set(['url', 'email', 'phone', 'time_zone'])

/** `~refine`: a check in code. */
const FORM_KEYWORDS: ReadonlySet<string> = new Set(['pattern', 'format', '~refine'])

function sentenceOf(error: TLocalizedValidationError, field: FieldDescription): string {
  const { keyword, instancePath } = error
  if (instancePath === '' && WHOLE.has(field.kind) && FORM_KEYWORDS.has(keyword)) return EXPECTED[field.kind]
  return `${placeOf(instancePath)} ${demandOf(error, field)}.`
}

/** Where in a list or in JSON: `/2/name` is in the third entry. */
function placeOf(instancePath: string): string {
  if (instancePath === '') return 'This'
  const [, first = '', ...rest] = instancePath.split('/')
  const place = /^\d+$/.test(first) ? `Entry ${Number(first) + 1}` : `"${first}"`
  return rest.length === 0 ? place : `${place}, at ${rest.join('.')},`
}

function demandOf({ keyword, params, message }: TLocalizedValidationError, field: FieldDescription): string {
  const limit = 'limit' in params ? String(params.limit) : ''
  switch (keyword) {
    case 'minLength':
      return limit === '1'
        ? 'must not be empty'
        : `must have ${count(limit, 'character', 'characters')} or more`
    case 'maxLength':
      return `must have ${count(limit, 'character', 'characters')} or fewer`
    case 'minimum':
      return `must be ${limit} or more`
    case 'maximum':
      return `must be ${limit} or less`
    case 'minItems':
      return `must have ${count(limit, 'entry', 'entries')} or more`
    case 'maxItems':
      return `must have ${count(limit, 'entry', 'entries')} or fewer`
    case 'uniqueItems':
      return 'must not have an entry twice'
    case 'enum':
      return field.choices === undefined
        ? 'must be one of the allowed values'
        : `must be one of ${field.choices.map(({ value }) => value).join(', ')}`
    case 'pattern':
      return field.placeholder === undefined ? 'has the wrong format' : `must look like ${field.placeholder}`
    default:
      return message
  }
}

function count(limit: string, one: string, many: string): string {
  return `${limit} ${limit === '1' ? one : many}`
}
