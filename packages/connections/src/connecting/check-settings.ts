import { ProblemError } from '@tributary/core'
import { checkField, listFields } from '@tributary/integration-host'
import type { ConfigurationValues, IntegrationDefinition } from '@tributary/integration-kit/host'
import { findEgressError } from '@tributary/provider-client'
import { connectionsErrors } from '../connections-errors.ts'
import type { Parts } from '../parts.ts'

/**
 * Checks what a person has entered for a connection. Values are trimmed, defaults put in; an address must lead to where requests may go.
 *
 * @throws ProblemError `CONNECTIONS_BAD_SETTINGS`, which lists all that is wrong
 */
export function checkSettings(
  parts: Pick<Parts, 'checkAddress'>,
  { connection }: IntegrationDefinition,
  given: ConfigurationValues = {},
): ConfigurationValues {
  if (connection === undefined) return {}
  const settings: Record<string, unknown> = {}
  const errors: { readonly in: 'body'; readonly path: string; readonly message: string }[] = []
  for (const field of listFields(connection)) {
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
