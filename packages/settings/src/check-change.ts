import { ProblemError } from '@tributary/core'
import { type ConfigurationField, readEntered, visibleFields } from '@tributary/integration-host'
import type { ConfiguredPlugin } from './configured-plugins.ts'
import { SECRET_MASK } from './secret-mask.ts'
import { settingsErrors } from './settings-errors.ts'

/** The effect of a change. Fields in neither list stay unchanged. */
export interface Change {
  readonly set: readonly { readonly field: string; readonly secret: boolean; readonly value: unknown }[]
  readonly clear: readonly { readonly field: string; readonly secret: boolean }[]
}

/** A field with a value that is refused. */
export interface WrongField {
  readonly field: string
  readonly label: string
  readonly messages: readonly string[]
}

type Form = Pick<ConfiguredPlugin, 'fields'>
type Values = Readonly<Record<string, unknown>>

/**
 * Validates new values, trimmed. `null` clears a field, as does an empty text for an optional field; the mask of a
 * secret or an empty text leaves a secret unchanged. Values of fields that are hidden after the change are ignored.
 * Throws `SETTINGS_INVALID`, which lists all errors of each invalid field and contains no value.
 */
export function checkChange(form: Form, values: Values, present: Values = {}): Change {
  const { change, wrong } = findChange(form, values, present)
  if (wrong.length > 0) throw invalidSettings(wrong)
  return change
}

/** The same with what is wrong beside it, so that more can be checked before anything is refused. */
export function findChange(
  form: Form,
  values: Values,
  present: Values = {},
): { readonly change: Change; readonly wrong: readonly WrongField[] } {
  const visible = new Set(visibleFields(form.fields, withoutNull({ ...present, ...values })))
  const fields = new Map(form.fields.map((field) => [field.key, field]))
  const set: Change['set'][number][] = []
  const clear: Change['clear'][number][] = []
  const wrong: WrongField[] = []
  for (const [key, given] of Object.entries(values)) {
    const field = fields.get(key)
    if (field === undefined) {
      wrong.push({ field: key, label: key, messages: ['Unknown setting.'] })
      continue
    }
    const secret = field.field.kind === 'secret'
    if (given === null) clear.push({ field: key, secret })
    if (given === null || !visible.has(field)) continue
    const { value, messages } = readEntered(field, given)
    if (secret && value === SECRET_MASK) continue
    if (messages.length === 0) set.push({ field: key, secret, value })
    else if (value === '' && isOptional(field)) {
      // A form shows a stored secret as empty or masked: neither means deleting it.
      if (!secret) clear.push({ field: key, secret })
    } else wrong.push({ field: key, label: field.field.label, messages })
  }
  return { change: { set, clear }, wrong }
}

/** The problem of values that are refused. */
export function invalidSettings(wrong: readonly WrongField[]): ProblemError {
  return new ProblemError(settingsErrors.SETTINGS_INVALID, {
    detail: wrong.map(({ label, messages }) => `${label}: ${messages.join(' ')}`).join(' '),
    extensions: {
      errors: wrong.map((each) => ({
        in: 'body',
        path: `/values/${each.field.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        message: each.messages.join(' '),
        ...each,
      })),
    },
  })
}

/** Whether the field is optional: not required, or with a default. */
function isOptional(field: ConfigurationField): boolean {
  return !field.field.required || 'default' in field
}

/** A cleared field counts with its default. */
function withoutNull(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
}
