import { visibleFields } from '@tributary/integration-host'
import { findChange, invalidSettings, type WrongField } from '../check-change.ts'
import type { StoredValues } from './instance-values.ts'
import type { OfferedKind } from './offered-kinds.ts'

type Values = Readonly<Record<string, unknown>>

export const NOTHING_STORED: StoredValues = { configuration: {}, secrets: [] }

/** Values after a change that fits the form. */
export interface CheckedValues {
  readonly configuration: Values
  /** The fields whose secret is set afterwards. */
  readonly secrets: readonly string[]
  /** New secrets by field. */
  readonly newSecrets: ReadonlyMap<string, string>
}

/**
 * Validates new values as those of settings. `merge` keeps what is not named; `replace` clears it, but keeps secrets. All that the form
 * requires has to be there afterwards. Throws `SETTINGS_INVALID` with all errors of each field.
 */
export function checkValues(
  { fields }: OfferedKind,
  given: Values,
  { stored, mode }: { readonly stored: StoredValues; readonly mode: 'merge' | 'replace' },
): CheckedValues {
  const isSecret = new Set(fields.filter(({ field }) => field.kind === 'secret').map(({ key }) => key))
  const known = new Set(fields.map(({ key }) => key))
  const others = fields.filter(({ key }) => !isSecret.has(key)).map(({ key }) => [key, null] as const)
  const values = mode === 'replace' ? { ...Object.fromEntries(others), ...given } : given
  const { change, wrong } = findChange({ fields }, values, stored.configuration)
  const cleared = new Set(change.clear.map(({ field }) => field))
  const kept = Object.entries(stored.configuration).filter(([key]) => known.has(key) && !cleared.has(key))
  const set = change.set.filter(({ secret }) => !secret).map(({ field, value }) => [field, value] as const)
  const newSecrets = new Map(
    change.set.filter(({ secret }) => secret).map(({ field, value }) => [field, String(value)] as const),
  )
  const removedSecrets = stored.secrets.filter((field) => cleared.has(field) || !isSecret.has(field))
  const after = {
    configuration: Object.fromEntries([...kept, ...set]),
    secrets: [...new Set([...stored.secrets, ...newSecrets.keys()])].filter(
      (field) => !removedSecrets.includes(field),
    ),
  }
  const all = [...wrong, ...missingFields(fields, after, wrong)]
  if (all.length > 0) throw invalidSettings(all)
  return { ...after, newSecrets }
}

function missingFields(
  fields: OfferedKind['fields'],
  { configuration, secrets }: StoredValues,
  wrong: readonly WrongField[],
): readonly WrongField[] {
  const refused = new Set(wrong.map(({ field }) => field))
  return visibleFields(fields, configuration)
    .filter(({ key, field }) => field.required && !secrets.includes(key) && !refused.has(key))
    .filter((field) => !('default' in field) && !Object.hasOwn(configuration, field.key))
    .map(({ key, field }) => ({ field: key, label: field.label, messages: ['This is required.'] }))
}
