import { ProblemError } from '@tributary/core'
import { type ConfigurationField, checkField, listFields } from '@tributary/integration-host'
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
  return connection === undefined ? {} : checkFields(parts, listFields(connection), given)
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
  const names = changeableNames(definition)
  const named =
    connection === undefined ? [] : listFields(connection).filter(({ key }) => names.has(key) && key in given)
  const kept = Object.entries(present).filter(([name]) => named.every(({ key }) => key !== name))
  return { ...Object.fromEntries(kept), ...checkFields(parts, named, given) }
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
    const value = trimmed(given[key]) ?? field.default
    if (value === undefined && !field.field.required) continue
    const messages = value === undefined ? ['This is required.'] : checkField(field, value)
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

function trimmed(value: unknown): unknown {
  if (value === null) return undefined
  if (typeof value !== 'string') return value
  const text = value.trim()
  return text === '' ? undefined : text
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
