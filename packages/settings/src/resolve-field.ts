import {
  type ConfigurationField,
  checkField,
  readFieldText,
  visibleFields,
} from '@tributary/integration-host'
import type { SecretEntry } from './secret-list.ts'

/** The sources of a value, in order of precedence. */
export type Source = 'stored' | 'environment' | 'default'

/** The current state of one field. */
export interface FieldState extends ConfigurationField {
  /** Absent without a source. */
  readonly value?: unknown
  readonly source: Source | undefined
  /** Validation messages, which do not contain the value. */
  readonly problems: readonly string[]
  /** The stored secret, or one of a list, cannot be decrypted, so there is no `value`. */
  readonly unopenable?: boolean
  /** Of a stored list of secrets. */
  readonly entries?: readonly SecretEntry[]
}

/** The stored value of a field. `unopenable` means a secret that was changed, moved or damaged in the database. */
export type Stored =
  | { readonly value: unknown; readonly entries?: readonly SecretEntry[] }
  | 'unopenable'
  | undefined

const UNOPENABLE = 'The stored secret cannot be decrypted: set it again, or clear it.'

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The stored value, else the environment variable, else the default. An invalid value is reported instead of skipped:
 * an administrator's value must not be replaced silently.
 */
export function resolveField(
  field: ConfigurationField,
  given: { readonly stored: Stored; readonly environment: Environment },
): FieldState {
  const { stored, environment } = given
  if (stored === 'unopenable') return { ...field, source: 'stored', problems: [UNOPENABLE], unopenable: true }
  if (stored?.entries !== undefined) return stateOfList(field, stored.entries)
  if (stored !== undefined) return stateOf(field, 'stored', stored.value)
  const text = field.field.env === undefined ? undefined : environment[field.field.env]?.trim()
  // Compose files pass an unset variable as empty text.
  if (text !== undefined && text !== '') {
    return stateOf(field, 'environment', readFieldText(field.schema, text))
  }
  if ('default' in field) return stateOf(field, 'default', field.default)
  return { ...field, source: undefined, problems: [] }
}

/** The fields that count: those that the form shows for the values of the others. */
export function visibleStates(states: readonly FieldState[]): readonly FieldState[] {
  return visibleFields(states, Object.fromEntries(states.map(({ key, value }) => [key, value])))
}

/** A required field without a value. */
export function isMissing({ field, source }: FieldState): boolean {
  return field.required && source === undefined
}

/** Whether the plugin can work with its current settings. */
export function isConfigured(fields: readonly FieldState[]): boolean {
  return visibleStates(fields).every((state) => !isMissing(state) && state.problems.length === 0)
}

/** A list with an entry that cannot be decrypted has no value; its entries remain, to be kept or entered again. */
function stateOfList(field: ConfigurationField, entries: readonly SecretEntry[]): FieldState {
  const problems = entries.flatMap(({ value }, index) =>
    value === undefined ? [`Entry ${index + 1}: The stored secret cannot be decrypted: enter it again.`] : [],
  )
  if (problems.length > 0) return { ...field, source: 'stored', problems, unopenable: true, entries }
  return {
    ...stateOf(
      field,
      'stored',
      entries.map(({ value }) => value),
    ),
    entries,
  }
}

function stateOf(field: ConfigurationField, source: Source, value: unknown): FieldState {
  return { ...field, value, source, problems: checkField(field, value) }
}
