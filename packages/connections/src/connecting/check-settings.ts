import { ProblemError } from '@tributary/core'
import {
  type ConfigurationField,
  listFields,
  readEntered,
  VALUE_MISSING,
  visibleFields,
} from '@tributary/integration-host'
import type { ConfigurationValues, IntegrationDefinition } from '@tributary/integration-kit/host'
import { findEgressError } from '@tributary/provider-client'
import { connectionsErrors } from '../connections-errors.ts'
import type { Parts } from '../parts.ts'
import { changeableNames } from './changeable-settings.ts'

/**
 * Validates the settings that a person entered for a connection. Values are trimmed, defaults added; an address must
 * be allowed by the egress policy.
 *
 * @throws ProblemError `CONNECTIONS_BAD_SETTINGS`, which lists all errors
 */
export function checkSettings(
  parts: Pick<Parts, 'checkAddress'>,
  { connection }: IntegrationDefinition,
  given: ConfigurationValues = {},
): ConfigurationValues {
  return connection === undefined
    ? {}
    : checkFields(parts, visibleFields(listFields(connection), given), given)
}

/**
 * Validates changes of a connection's changeable settings. `null` and blank text clear a setting.
 *
 * @returns all settings of the connection, including the unchanged ones
 * @throws ProblemError `CONNECTIONS_BAD_SETTINGS`
 */
export function changedSettings(
  parts: Pick<Parts, 'checkAddress'>,
  definition: IntegrationDefinition,
  { present, given }: { readonly present: ConfigurationValues; readonly given: ConfigurationValues },
): ConfigurationValues {
  const { connection } = definition
  if (connection === undefined) return {}
  const names = changeableNames(definition)
  const fields = listFields(connection)
  const visible = visibleFields(fields, { ...present, ...given })
  const changed = visible.filter(({ key }) => names.has(key) && key in given)
  const replaced = new Set(
    [...changed, ...fields.filter((field) => !visible.includes(field))].map(({ key }) => key),
  )
  const kept = Object.entries(present).filter(([name]) => !replaced.has(name))
  return { ...Object.fromEntries(kept), ...checkFields(parts, changed, given) }
}

function checkFields(
  parts: Pick<Parts, 'checkAddress'>,
  fields: readonly ConfigurationField[],
  given: ConfigurationValues,
): ConfigurationValues {
  const settings: Record<string, unknown> = {}
  const errors: { readonly in: 'body'; readonly path: string; readonly message: string }[] = []
  for (const field of fields) {
    const { key } = field
    const entered = blankAsUndefined(given[key]) ?? field.default
    if (entered === undefined && !field.field.required) continue
    const { value, messages } =
      entered === undefined ? { value: entered, messages: [VALUE_MISSING] } : readEntered(field, entered)
    const refusals =
      messages.length === 0 && field.field.kind === 'url' ? refusalsOf(parts, String(value)) : []
    for (const message of [...messages, ...refusals])
      errors.push({ in: 'body', path: `/settings/${key}`, message: `${field.field.label}: ${message}` })
    settings[key] = value
  }
  if (errors.length === 0) return settings
  throw new ProblemError(connectionsErrors.CONNECTIONS_BAD_SETTINGS, {
    detail: errors.map(({ message }) => message).join(' '),
    extensions: { errors },
  })
}

function blankAsUndefined(value: unknown): unknown {
  if (value === null) return undefined
  if (typeof value !== 'string') return value
  return value.trim() === '' ? undefined : value
}

function refusalsOf({ checkAddress }: Pick<Parts, 'checkAddress'>, address: string): string[] {
  try {
    checkAddress(new URL(address))
    return []
  } catch (error) {
    const refusal = findEgressError(error)
    if (refusal === undefined) throw error
    return [refusal.message]
  }
}
