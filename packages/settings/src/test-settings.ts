import { ProblemError } from '@tributary/core'
import type { ConnectionTest } from '@tributary/integration-host'
import { invalidSettings, type WrongField } from './check-change.ts'
import type { ConfiguredPlugin } from './configured-plugins.ts'
import { runConnectionTest, type TestParts } from './connection-test/run-connection-test.ts'
import type { DatabaseSettings } from './database-settings.ts'
import { openedConfiguration } from './opened-configuration.ts'
import { type FieldState, isMissing, visibleStates } from './resolve-field.ts'
import { settingsErrors } from './settings-errors.ts'

/**
 * Tests the settings of a plugin, with some values over those that are effective.
 *
 * @throws ProblemError `SETTINGS_NO_TEST`; `SETTINGS_INVALID` for values that do not fit the form, which are not tried
 */
export async function testSettings(
  { settings, ...parts }: TestParts & { readonly settings: DatabaseSettings },
  plugin: ConfiguredPlugin,
  values: Readonly<Record<string, unknown>> = {},
): Promise<ConnectionTest> {
  const { test: tester, api } = plugin.configuration
  if (tester === undefined)
    throw new ProblemError(settingsErrors.SETTINGS_NO_TEST, {
      detail: `The plugin ${plugin.plugin} declares none. Its settings are tried when it is used.`,
    })
  const states = await settings.resolveWith(plugin, values)
  const wrong = visibleStates(states).flatMap(wrongField)
  if (wrong.length > 0) throw invalidSettings(wrong)
  return runConnectionTest(parts, { plugin: plugin.plugin, tester, api, ...openedConfiguration(states) })
}

function wrongField(state: FieldState): readonly WrongField[] {
  const messages = isMissing(state) ? ['This is required.'] : state.problems
  return messages.length === 0 ? [] : [{ field: state.key, label: state.field.label, messages }]
}
