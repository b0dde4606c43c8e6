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

/** The settings of plugins as what is checked periodically: those that have a test and all that they need. */
export function checkedSettings(parts: () => CheckedSettingsParts): HealthSubjects {
  return {
    type: 'plugin_settings',
    async list() {
      const { plugins, settings } = parts()
      const testable = plugins.all().filter(({ configuration }) => configuration.test !== undefined)
      const missing = await Promise.all(testable.map(({ plugin }) => settings.missing(plugin)))
      const complete = (_plugin: ConfiguredPlugin, index: number) => missing[index]?.length === 0
      return testable.filter(complete).map(({ plugin }) => ({ id: plugin, plugin, name: 'Settings' }))
    },
    async check(id, signal) {
      const { plugins, settings, tests } = parts()
      const closing = AbortSignal.any([tests.closing, signal])
      return testSettings({ ...tests, closing, settings }, plugins.require(id))
    },
  }
}
