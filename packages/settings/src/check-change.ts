import { ProblemError } from '@tributary/core'
import { type ConfigurationField, readEntered, visibleFields } from '@tributary/integration-host'
import { holdsSecrets } from '@tributary/integration-kit/host'
import type { ConfiguredPlugin } from './configured-plugins.ts'
import { type EnteredEntry, readSecretList } from './read-secret-list.ts'
import type { FieldState } from './resolve-field.ts'
import { idInMask } from './secret-list.ts'
import { SECRET_MASK } from './secret-mask.ts'
import { settingsErrors } from './settings-errors.ts'

/** The effect of a change. Fields in neither list stay unchanged. */
export interface Change {
  readonly set: readonly SetField[]
  readonly clear: readonly { readonly field: string; readonly secret: boolean }[]
}

export interface SetField {
  readonly field: string
  /** Whether it is a secret, or a list of secrets. */
  readonly secret: boolean
  /** Of a list of secrets: the secrets. */
  readonly value: unknown
  /** Of a list of secrets. */
  readonly entries?: readonly EnteredEntry[]
}

/** A field with a value that is refused. */
export interface WrongField {
  readonly field: string
  readonly label: string
  readonly messages: readonly string[]
}

/** What a change would do, and what is wrong with it. */
export interface ReadChange {
  readonly change: Change
  readonly wrong: readonly WrongField[]
}

type Form = Pick<ConfiguredPlugin, 'fields'>

/**
 * Validates new values, trimmed. `null` clears a field, as does an empty text for an optional field; the mask of a
 * secret or an empty text leaves a secret unchanged, and in a list of secrets the mask of an entry keeps that entry. An empty list leaves a
 * value of the environment, which forms do not show. Values of fields that are hidden after the change are ignored.
 */
export function readChange(
  plugin: Form,
  values: Readonly<Record<string, unknown>>,
  states: readonly FieldState[],
): ReadChange {
  const present = Object.fromEntries(states.map(({ key, value }) => [key, value]))
  const visible = new Set(visibleFields(plugin.fields, withoutNull({ ...present, ...values })))
  const fields = new Map(plugin.fields.map((field) => [field.key, field]))
  const set: SetField[] = []
  const clear: Change['clear'][number][] = []
  const wrong: WrongField[] = []
  for (const [key, given] of Object.entries(values)) {
    const field = fields.get(key)
    if (field === undefined) {
      wrong.push({ field: key, label: key, messages: ['Unknown setting.'] })
      continue
    }
    const secret = holdsSecrets(field.schema)
    if (given === null) clear.push({ field: key, secret })
    if (given === null || !visible.has(field)) continue
    const state = states.find((each) => each.key === key)
    if (leavesUnchanged(given, state)) continue
    const { value, messages, entries } = read(field, given, state)
    if (secret && value === SECRET_MASK) continue
    if (messages.length === 0)
      set.push({ field: key, secret, value, ...(entries === undefined ? {} : { entries }) })
    else if (value === '' && isOptional(field)) {
      // A form shows a stored secret as empty or masked: neither means deleting it.
      if (!secret) clear.push({ field: key, secret })
    } else wrong.push({ field: key, label: field.field.label, messages })
  }
  return { change: { set, clear }, wrong }
}

/** The secrets that a change sets, those behind masks included. */
export function secretsIn({ set }: Change): readonly string[] {
  return set.filter(({ secret }) => secret).flatMap(({ value }) => [value].flat().map(String))
}

/** The values that hold once a change is made: those of the visible fields that are valid. */
export function valuesAfter(
  { fields }: Form,
  { change, wrong }: ReadChange,
  states: readonly FieldState[],
): Readonly<Record<string, unknown>> {
  const values = new Map<string, unknown>()
  for (const { key, value, problems } of states) if (problems.length === 0) values.set(key, value)
  for (const { field } of change.clear) values.set(field, fields.find(({ key }) => key === field)?.default)
  for (const { field, value } of change.set) values.set(field, value)
  for (const { field } of wrong) values.delete(field)
  const all = Object.fromEntries([...values].filter(([, value]) => value !== undefined))
  const visible = visibleFields(fields, all).filter(({ key }) => key in all)
  return Object.fromEntries(visible.map(({ key }) => [key, all[key]]))
}

/** The problem of invalid values, each at its field. */
export function invalidSettings(wrong: readonly WrongField[]): ProblemError {
  return new ProblemError(settingsErrors.SETTINGS_INVALID, {
    detail: wrong.map(({ label, messages }) => `${label}: ${messages.join(' ')}`).join(' '),
    extensions: { errors: faultsOf(wrong) },
  })
}

/** What is wrong with the fields of a request, each at its place. */
export function faultsOf(wrong: readonly WrongField[]) {
  return wrong.map((each) => ({
    in: 'body',
    path: `/values/${each.field.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    message: each.messages.join(' '),
    ...each,
  }))
}

interface Read {
  readonly value: unknown
  readonly messages: readonly string[]
  readonly entries?: readonly EnteredEntry[]
}

function read(field: ConfigurationField, given: unknown, state: FieldState | undefined): Read {
  const isList = field.field.kind === 'array' && holdsSecrets(field.schema)
  if (!isList || !Array.isArray(given)) return readEntered(field, given)
  const { entries, messages } = readSecretList(field, { entered: given, stored: state?.entries ?? [] })
  return { value: entries.map(({ value }) => value), messages, entries }
}

/** Whether a list is what a form has shown of a value that is not stored: nothing, or masks without an id. */
function leavesUnchanged(given: unknown, state: FieldState | undefined): boolean {
  if (!Array.isArray(given) || state === undefined || state.source !== 'environment') return false
  const isMasked = holdsSecrets(state.schema) && given.every((each) => idInMask(each) === '')
  return given.length === 0 || (isMasked && given.length === [state.value].flat().length)
}

/** Whether the field is optional: not required, or with a default. */
function isOptional(field: ConfigurationField): boolean {
  return !field.field.required || 'default' in field
}

/** A cleared field counts with its default. */
function withoutNull(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
}
