import { ProblemError } from '@tributary/core'
import { listFields, readEntered, VALUE_MISSING, visibleFields } from '@tributary/integration-host'
import type { TObject } from 'typebox'
import { notificationsErrors } from '../notifications-errors.ts'
import type { Recipient } from '../tables.ts'

/**
 * Checks what a person has entered against the form of the provider. Null: nothing was entered, and the form requires nothing.
 *
 * @throws ProblemError `NOTIFICATIONS_BAD_RECIPIENT` with all errors of each field
 */
export function readRecipient(
  form: TObject | undefined,
  entered: Recipient | null | undefined,
): Recipient | null {
  const given = entered ?? {}
  const fields = form === undefined ? [] : listFields(form)
  const errors = Object.keys(given)
    .filter((key) => !fields.some((field) => field.key === key))
    .map((key) => ({ in: 'body', path: `/recipient/${key}`, message: 'This service has no such field.' }))
  const values: Record<string, unknown> = {}
  for (const field of fields) {
    if (given[field.key] === undefined || given[field.key] === null) continue
    const { value, messages } = readEntered(field, given[field.key])
    values[field.key] = value
    for (const message of messages) errors.push({ in: 'body', path: `/recipient/${field.key}`, message })
  }
  const isEmpty = Object.keys(values).length === 0
  for (const { key, field } of visibleFields(fields, values))
    if (field.required && values[key] === undefined)
      errors.push({ in: 'body', path: `/recipient/${key}`, message: VALUE_MISSING })
  if (errors.length > 0)
    throw new ProblemError(notificationsErrors.NOTIFICATIONS_BAD_RECIPIENT, {
      detail: errors.map(({ path, message }) => `${path.split('/').at(-1)}: ${message}`).join(' '),
      extensions: { errors },
    })
  return isEmpty ? null : values
}
