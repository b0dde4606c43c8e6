import { listFields } from '@tributary/integration-host'
import type { ConfigurationValues, IntegrationDefinition } from '@tributary/integration-kit/host'

/** Names of the settings that can be changed without connecting again. None of them identifies the account. */
export function changeableNames({ connection }: IntegrationDefinition): ReadonlySet<string> {
  const fields = connection === undefined ? [] : listFields(connection)
  return new Set(fields.filter(({ field }) => field.changeable === true).map(({ key }) => key))
}

/** The settings of a connection that are kept when it is connected again without them. */
export function keptSettings(
  definition: IntegrationDefinition,
  settings: ConfigurationValues,
): ConfigurationValues {
  const names = changeableNames(definition)
  return Object.fromEntries(Object.entries(settings).filter(([name]) => names.has(name)))
}

/** The settings that all of these connections share. */
export function sharedSettings(connections: readonly ConfigurationValues[]): ConfigurationValues {
  const [first = {}, ...others] = connections
  const isShared = ([name, value]: [string, unknown]) =>
    others.every((other) => JSON.stringify(other[name]) === JSON.stringify(value))
  return Object.fromEntries(Object.entries(first).filter(isShared))
}
