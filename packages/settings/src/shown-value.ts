import { holdsSecrets } from '@tributary/integration-kit/host'
import type { FieldState } from './resolve-field.ts'
import { maskOfEntry } from './secret-list.ts'
import { SECRET_MASK } from './secret-mask.ts'

/** A value with its secrets masked; null without a value, or if it cannot be decrypted. */
export function shownValue({
  schema,
  field,
  source,
  value,
  unopenable = false,
  entries,
}: FieldState): unknown {
  if (entries !== undefined) return entries.map(maskOfEntry)
  if (source === undefined || unopenable) return null
  if (!holdsSecrets(schema)) return value
  return field.kind === 'secret' ? SECRET_MASK : [value].flat().map(() => SECRET_MASK)
}

/** The stored values of a form by field, with secrets masked. */
export function shownValues(states: readonly FieldState[]): Readonly<Record<string, unknown>> {
  const stored = states.filter(({ source }) => source === 'stored')
  const shown = stored.map((state) => [state.key, shownValue(state)] as const)
  return Object.fromEntries(shown.filter(([, value]) => value !== null))
}
