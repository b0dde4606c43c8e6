import { VALUE_MISSING, visibleFields } from '@tributary/integration-host'
import { holdsSecrets } from '@tributary/integration-kit/host'
import { type ReadChange, readChange, type WrongField } from '../check-change.ts'
import type { FieldState } from '../resolve-field.ts'
import { entryName, secretListRow } from '../secret-list.ts'
import type { StoredValues } from './instance-values.ts'
import type { OfferedKind } from './offered-kinds.ts'

type Values = Readonly<Record<string, unknown>>

/** `merge` keeps what is not named; `replace` clears it, but keeps secrets. */
export type ChangeMode = 'merge' | 'replace'

/** Values after a change, and what is wrong with it. */
export interface CheckedValues extends StoredValues {
  /** New secrets by name. */
  readonly newSecrets: ReadonlyMap<string, string>
  readonly read: ReadChange
  readonly wrong: readonly WrongField[]
}

/**
 * Validates new values as those of settings. All that the form requires has to be there afterwards.
 *
 * @param present what is stored, and the states of its fields
 */
export function checkValues(
  { fields }: OfferedKind,
  { values: given, mode }: { readonly values: Values; readonly mode: ChangeMode },
  { stored, states }: { readonly stored: StoredValues; readonly states: readonly FieldState[] },
): CheckedValues {
  const plain = fields.filter(({ schema }) => !holdsSecrets(schema)).map(({ key }) => [key, null] as const)
  const values = mode === 'replace' ? { ...Object.fromEntries(plain), ...given } : given
  const read = readChange({ fields }, values, states)
  const cleared = new Set(read.change.clear.map(({ field }) => field))
  const isSingle = new Set(fields.filter(({ field }) => field.kind === 'secret').map(({ key }) => key))
  const { configuration, newSecrets } = valuesSet(read)
  const known = new Set(fields.map(({ key }) => key))
  const kept = Object.entries(stored.configuration).filter(([key]) => known.has(key) && !cleared.has(key))
  const keptSecrets = stored.secrets.filter((field) => isSingle.has(field) && !cleared.has(field))
  const newSingles = [...newSecrets.keys()].filter((name) => isSingle.has(name))
  const after = {
    configuration: { ...Object.fromEntries(kept), ...configuration },
    secrets: [...new Set([...keptSecrets, ...newSingles])],
  }
  const wrong = [...read.wrong, ...missingFields(fields, after, read.wrong)]
  return { ...after, newSecrets, read, wrong }
}

/** What a change sets: the rows without secrets, and the secrets by name. */
function valuesSet({ change }: ReadChange) {
  const configuration: Record<string, unknown> = {}
  const newSecrets = new Map<string, string>()
  for (const { field, secret, value, entries } of change.set) {
    if (!secret) configuration[field] = value
    else if (entries === undefined) newSecrets.set(field, String(value))
    else {
      configuration[field] = secretListRow(entries.map(({ id }) => id))
      for (const entry of entries) if (entry.isNew) newSecrets.set(entryName(field, entry.id), entry.value)
    }
  }
  return { configuration, newSecrets }
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
    .map(({ key, field }) => ({ field: key, label: field.label, messages: [VALUE_MISSING] }))
}
