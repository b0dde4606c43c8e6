import { type ConfigurationField, checkField, readFieldText } from '@tributary/integration-host'

/** Where a value comes from, the first of these that has one. */
export type Source = 'stored' | 'environment' | 'default'

/** What holds for one field at this moment. */
export interface FieldState extends ConfigurationField {
  /** Absent without a source. */
  readonly value?: unknown
  readonly source: Source | undefined
  /** What is wrong with the value; sentences without the value. */
  readonly problems: readonly string[]
  /** Stored, but nobody can read it any more: there is no `value`. Only of secrets. */
  readonly unopenable?: boolean
}

/** What is stored for a field. `unopenable` stands for a secret that was changed, moved or damaged in the database. */
export type Stored = { readonly value: unknown } | 'unopenable' | undefined

const UNOPENABLE = 'The stored secret cannot be opened: set it again, or clear it.'

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The stored value, else the environment variable's, else the default. One that is wrong is told and not passed over: what
 * an administrator set must not silently give way to something else.
 */
export function resolveField(
  field: ConfigurationField,
  given: { readonly stored: Stored; readonly environment: Environment },
): FieldState {
  const { stored, environment } = given
  if (stored === 'unopenable') return { ...field, source: 'stored', problems: [UNOPENABLE], unopenable: true }
  if (stored !== undefined) return stateOf(field, 'stored', stored.value)
  const text = field.field.env === undefined ? undefined : environment[field.field.env]?.trim()
  // As Compose files write an unset variable.
  if (text !== undefined && text !== '') {
    return stateOf(field, 'environment', readFieldText(field.schema, text))
  }
  if ('default' in field) return stateOf(field, 'default', field.default)
  return { ...field, source: undefined, problems: [] }
}

/** A required field without a value. */
export function isMissing({ field, source }: FieldState): boolean {
  return field.required && source === undefined
}

/** Whether the plugin can work with what there is. */
export function isConfigured(fields: readonly FieldState[]): boolean {
  return fields.every((state) => !isMissing(state) && state.problems.length === 0)
}

function stateOf(field: ConfigurationField, source: Source, value: unknown): FieldState {
  return { ...field, value, source, problems: checkField(field, value) }
}
