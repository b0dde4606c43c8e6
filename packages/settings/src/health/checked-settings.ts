import type { HealthSubjects } from '@tributary/integration-host'
import type { ConfiguredPlugins } from '../configured-plugins.ts'
import type { TestParts } from '../connection-test/run-connection-test.ts'
import type { DatabaseSettings } from '../database-settings.ts'
import { testSettings } from '../test-settings.ts'

interface CheckedSettingsParts {
  readonly plugins: ConfiguredPlugins
  readonly settings: DatabaseSettings
  readonly tests: TestParts
}

/** The settings of plugins as what is checked periodically: those that are complete and have a test. */
export function checkedSettings(parts: () => CheckedSettingsParts): HealthSubjects {
  return {
    type: 'plugin_settings',
    async list() {
      const { plugins, settings } = parts()
      const tested = plugins.all().filter(({ configuration }) => configuration.test !== undefined)
      const values = await Promise.all(tested.map(({ plugin }) => settings.read(plugin)))
      return tested
        .filter((_, index) => values[index] !== undefined)
        .map(({ plugin }) => ({ id: plugin, plugin, name: 'Settings' }))
    },
    async check(id, signal) {
      const { plugins, settings, tests } = parts()
      const closing = AbortSignal.any([tests.closing, signal])
      return testSettings({ ...tests, closing, settings }, plugins.require(id))
    },
  }
}
