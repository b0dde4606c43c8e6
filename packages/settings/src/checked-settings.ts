import { isProblemError } from '@tributary/core'
import type { HealthSubjects } from '@tributary/integration-host'
import type { ConfiguredPlugin, ConfiguredPlugins } from './configured-plugins.ts'
import type { TestParts } from './connection-test/run-connection-test.ts'
import type { DatabaseSettings } from './database-settings.ts'
import { testSettings } from './test-settings.ts'

export interface CheckedSettingsParts {
  readonly plugins: ConfiguredPlugins
  readonly settings: DatabaseSettings
  readonly tests: TestParts
}

/** The settings of plugins as what is checked periodically: those that are used, and have a test and all that they need. */
export function checkedSettings(parts: () => CheckedSettingsParts): HealthSubjects {
  return {
    type: 'plugin_settings',
    async list() {
      const { plugins, settings } = parts()
      const testable = plugins.all().filter(({ configuration }) => configuration.test !== undefined)
      const checked = await Promise.all(testable.map((plugin) => isChecked(settings, plugin)))
      return testable
        .filter((_plugin, index) => checked[index])
        .map(({ plugin }) => ({ id: plugin, plugin, name: 'Settings' }))
    },
    async check(id, signal) {
      const { plugins, settings, tests } = parts()
      const closing = AbortSignal.any([tests.closing, signal])
      return testSettings({ ...tests, closing, settings }, plugins.require(id))
    },
  }
}

/** Where the values cannot be read now, such as during an outage of Vault, they stay listed: the check then says so. */
async function isChecked(
  settings: DatabaseSettings,
  { plugin, configuration: { isUsed } }: ConfiguredPlugin,
): Promise<boolean> {
  try {
    if (isUsed === undefined) return (await settings.missing(plugin)).length === 0
    const values = await settings.read(plugin)
    return values !== undefined && isUsed(values)
  } catch (error) {
    if (isProblemError(error)) return true
    throw error
  }
}
