import { ProblemError } from '@tributary/core'
import { fieldOf, isStorable } from '@tributary/integration-kit/host'
import type { TObject, TSchema } from 'typebox'
import Value from 'typebox/value'
import { checkField } from './config/check-field.ts'
import { VALUE_MISSING } from './config/describe-fault.ts'
import { listFormFields } from './config/form/form-of.ts'
import type { ConfigurationField } from './config/list-fields.ts'
import { readFieldText } from './config/read-field-text.ts'
import { visibleFields } from './config/visible-fields.ts'
import { integrationErrors } from './integration-errors.ts'

/**
 * Reads the text fields of an upload as the options of an import: converted to the types of the schema, completed
 * with its defaults. An unknown or wrong one throws `INTEGRATION_BAD_OPTION`, naming the option.
 */
export function readImportOptions(
  schema: TObject | undefined,
  fields: ReadonlyMap<string, string>,
): Readonly<Record<string, unknown>> {
  refuseUnknown(schema, [...fields.keys()])
  return schema === undefined ? {} : completeOptions(schema, readFields(schema, fields))
}

/** Checks options that come as JSON. Otherwise like `readImportOptions`. */
export function checkImportOptions(
  schema: TObject | undefined,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  refuseUnknown(schema, Object.keys(values))
  const unstorable = Object.entries(values).find(([, value]) => !isStorable(value))
  if (unstorable !== undefined) throw notStorable(unstorable[0])
  return schema === undefined ? {} : completeOptions(schema, { ...values })
}

function refuseUnknown(schema: TObject | undefined, names: readonly string[]): void {
  const known = Object.keys(schema?.properties ?? {})
  const unknown = names.find((name) => !known.includes(name))
  if (unknown === undefined) return
  throw badOption(
    `Unknown option "${unknown}". ${known.length === 0 ? 'This import has none.' : `Options: ${known.join(', ')}.`}`,
  )
}

function completeOptions(
  schema: TObject,
  values: Record<string, unknown>,
): Readonly<Record<string, unknown>> {
  const options = Value.Default(schema, values) as Readonly<Record<string, unknown>>
  for (const option of visibleFields(listFormFields(schema), options)) {
    const [fault] = faultsOf(option, options[option.key])
    if (fault !== undefined) throw badOption(`The option "${option.key}": ${fault}`)
  }
  return options
}

function faultsOf(option: ConfigurationField, value: unknown): readonly string[] {
  if (value !== undefined) return checkField(option, value)
  return option.field.required ? [VALUE_MISSING] : []
}

/** Each text as a value of its option's type; one that cannot be converted stays text, which its schema refuses. */
function readFields(schema: TObject, fields: ReadonlyMap<string, string>): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [name, text] of fields) {
    if (!isStorable(text)) throw notStorable(name)
    values[name] = readOption(schema.properties[name], text)
  }
  return values
}

function readOption(schema: TSchema | undefined, text: string): unknown {
  if (schema !== undefined && fieldOf(schema) !== undefined) return readFieldText(schema, text.trim())
  return readText(schema, text.trim()) ?? text
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/**
 * Strict on purpose: TypeBox's own conversion takes `''` for 0 and cuts `1.9` down to 1, which imports a file otherwise
 * than the person asked for. `undefined`: the text is no such value.
 */
function readText(schema: TSchema | undefined, text: string): number | boolean | undefined {
  const type = schema !== undefined && 'type' in schema ? schema.type : undefined
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined
  if (type !== 'integer' && type !== 'number') return undefined
  const number = NUMBER.test(text) ? Number(text) : Number.NaN
  const fits = type === 'integer' ? Number.isSafeInteger(number) : Number.isFinite(number)
  return fits ? number : undefined
}

function notStorable(name: string): ProblemError {
  return badOption(
    `The option "${name}" contains a character that cannot be stored: NUL or an unpaired surrogate.`,
  )
}

function badOption(detail: string): ProblemError {
  return new ProblemError(integrationErrors.INTEGRATION_BAD_OPTION, { detail })
}
