import { type ConfigurationValues, holdsSecrets } from '@tributary/integration-kit/host'
import { type FieldState, visibleStates } from './resolve-field.ts'

/** The values of a form, and those of them that are secrets. */
export interface OpenedConfiguration {
  readonly config: ConfigurationValues
  readonly secrets: readonly string[]
}

/** The values that count of resolved fields. */
export function openedConfiguration(states: readonly FieldState[]): OpenedConfiguration {
  const set = visibleStates(states).filter(({ source }) => source !== undefined)
  const secrets = states.filter(({ schema, value }) => holdsSecrets(schema) && value !== undefined)
  return {
    config: Object.fromEntries(set.map(({ key, value }) => [key, value])),
    secrets: secrets.flatMap(({ value }) => [value].flat().map(String)),
  }
}
