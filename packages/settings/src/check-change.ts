import { ProblemError } from '@tributary/core'
import { type ConfigurationField, checkField } from '@tributary/integration-host'
import type { ConfiguredPlugin } from './configured-plugins.ts'
import { looksLikePlaceholder, trimmed } from './looks-like-placeholder.ts'
import { SECRET_MASK } from './secret-mask.ts'
import { settingsErrors } from './settings-errors.ts'

/** The effect of a change. Fields in neither list stay unchanged. */
export interface Change {
  readonly set: readonly { readonly field: string; readonly secret: boolean; readonly value: unknown }[]
  readonly clear: readonly { readonly field: string; readonly secret: boolean }[]
}

interface WrongField {
  readonly field: string
  readonly label: string
  readonly messages: readonly string[]
}

const STILL_A_PLACEHOLDER = 'This is the placeholder from the documentation: enter the real value.'

/**
 * Validates new values, trimmed. `null` clears a field, as does an empty text for an optional field; the mask of a
 * secret or an empty text leaves a secret unchanged. Throws `SETTINGS_INVALID`, which lists all errors of each
 * invalid field and contains no value.
 */
export function checkChange(plugin: ConfiguredPlugin, values: Readonly<Record<string, unknown>>): Change {
  const fields = new Map(plugin.fields.map((field) => [field.key, field]))
  const set: Change['set'][number][] = []
  const clear: Change['clear'][number][] = []
  const wrong: WrongField[] = []
  for (const [key, given] of Object.entries(values)) {
    const field = fields.get(key)
    if (field === undefined) {
      wrong.push({ field: key, label: key, messages: ['Unknown setting.'] })
      continue
    }
    const { kind } = field.field
    const secret = kind === 'secret'
    const value = trimmed(kind, given)
    if (secret && value === SECRET_MASK) continue
    if (value === null) {
      clear.push({ field: key, secret })
      continue
    }
    const messages = looksLikePlaceholder(kind, value) ? [STILL_A_PLACEHOLDER] : checkField(field, value)
    if (messages.length === 0) set.push({ field: key, secret, value })
    else if (value === '' && isOptional(field)) {
      // A form shows a stored secret as empty or masked: neither means deleting it.
      if (!secret) clear.push({ field: key, secret })
    } else wrong.push({ field: key, label: field.field.label, messages })
  }
  if (wrong.length === 0) return { set, clear }
  throw new ProblemError(settingsErrors.SETTINGS_INVALID, {
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
