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
  // Where a value is null there is none: it clears a field, and stands for JSON that could not be read.
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
  'This contains something that cannot be stored: a zero character, half of a character, a number that is too large, or more than 100 levels.'

const EXPECTED: Readonly<Record<FieldKind, string>> = {
  text: 'This has to be text.',
  textarea: 'This has to be text.',
  secret: 'This has to be text.',
  integer: 'This has to be a whole number.',
  number: 'This has to be a number.',
  boolean: 'This has to be true or false.',
  select: 'This has to be one of the choices.',
  multiSelect: 'This has to be a list of choices.',
  url: 'This has to be an address, like https://example.org.',
  email: 'This has to be an email address, like ada@example.org.',
  phone: 'This has to be a phone number with its country and only digits, like +41441234567.',
  timeZone: 'This has to be the IANA name of a time zone, like Europe/Berlin.',
  json: 'This is not the JSON that is needed here.',
  array: 'This has to be a list.',
}

/** Kinds whose form is told best as a whole. */
const WHOLE: ReadonlySet<FieldKind> = new Set(['url', 'email', 'phone', 'timeZone'])

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
        : `has to have ${count(limit, 'character', 'characters')} or more`
    case 'maxLength':
      return `has to have ${count(limit, 'character', 'characters')} or fewer`
    case 'minimum':
      return `has to be ${limit} or more`
    case 'maximum':
      return `has to be ${limit} or less`
    case 'minItems':
      return `has to have ${count(limit, 'entry', 'entries')} or more`
    case 'maxItems':
      return `has to have ${count(limit, 'entry', 'entries')} or fewer`
    case 'uniqueItems':
      return 'must not have an entry twice'
    case 'enum':
      return field.choices === undefined
        ? 'has to be one of the values that there are'
        : `has to be one of ${field.choices.map(({ value }) => value).join(', ')}`
    case 'pattern':
      return field.placeholder === undefined
        ? 'does not have the form that is needed'
        : `has to look like ${field.placeholder}`
    default:
      return message
  }
}

function count(limit: string, one: string, many: string): string {
  return `${limit} ${limit === '1' ? one : many}`
}
