import { ProblemError } from '@tributary/core'
import type { ConfigurationField } from '@tributary/integration-host'
import {
  type ApiDefinition,
  type ConfigurationValues,
  holdsSecrets,
  type ProviderApi,
} from '@tributary/integration-kit/host'
import { faultsOf, readChange, secretsIn, valuesAfter } from '../check-change.ts'
import type { FieldState } from '../resolve-field.ts'
import { settingsErrors } from '../settings-errors.ts'
import { type ChoiceLoader, type LoadedChoices, loadChoices } from './load-choices.ts'
import { type OfferedChoice, withChosen } from './with-chosen.ts'

/** A form whose choices can be loaded: of the settings of a plugin, or of an instance. */
export interface LoadingForm {
  readonly fields: readonly ConfigurationField[]
  readonly api: ApiDefinition | ProviderApi | undefined
}

/** The choices of one field for the values of the form. */
export async function loadField(
  loader: ChoiceLoader,
  { fields, api }: LoadingForm,
  { key, config, signal }: { key: string; config: ConfigurationValues; signal?: AbortSignal },
): Promise<LoadedChoices> {
  const found = fields.find((each) => each.key === key)
  if (found === undefined) return { choices: [] }
  const secrets = fields
    .filter(({ schema, key: name }) => holdsSecrets(schema) && name in config)
    .flatMap(({ key: name }) => [config[name]].flat().map(String))
  return loadChoices(loader, { field: found.field, api, config, secrets, signal })
}

/** Throws `SETTINGS_UNKNOWN_FIELD` unless the field loads its choices. */
export function requireLoaded({ fields }: Pick<LoadingForm, 'fields'>, key: string): void {
  if (fields.find((field) => field.key === key)?.field.isLoaded === true) return
  throw new ProblemError(settingsErrors.SETTINGS_UNKNOWN_FIELD, {
    detail: 'The form of the plugin has no field of this name that loads its choices.',
  })
}

/** What has been entered so far, and the states that it lies over. */
export interface EnteredSoFar {
  readonly key: string
  readonly values: Readonly<Record<string, unknown>>
  readonly states: readonly FieldState[]
  readonly signal: AbortSignal
  /** Called with each secret that was entered. */
  readonly onSecret: (value: string) => void
}

/**
 * The choices of a field for what has been entered so far, merged over what is stored. A value that the service no longer offers is among
 * them, and marked.
 *
 * @throws ProblemError `SETTINGS_NO_CHOICES` with the reason
 */
export async function offeredChoices(
  loader: ChoiceLoader,
  form: LoadingForm,
  { key, values, states, signal, onSecret }: EnteredSoFar,
): Promise<readonly OfferedChoice[]> {
  // A form that is being filled in sends what is still empty.
  const entered = Object.entries(values).filter(([, value]) => value !== '')
  const read = readChange(form, Object.fromEntries(entered), states)
  for (const secret of secretsIn(read.change)) onSecret(secret)
  const config = valuesAfter(form, read, states)
  const { choices, problem } = await loadField(loader, form, { key, config, signal })
  if (choices !== undefined) return withChosen(choices, [config[key]].flat())
  throw new ProblemError(settingsErrors.SETTINGS_NO_CHOICES, {
    detail: problem,
    ...(read.wrong.length === 0 ? {} : { extensions: { errors: faultsOf(read.wrong) } }),
  })
}
