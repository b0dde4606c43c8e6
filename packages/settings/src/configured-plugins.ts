import { type Contribution, ProblemError } from '@tributary/core'
import { type Configuration, type ConfigurationField, listFields } from '@tributary/integration-host'
import { settingsErrors } from './settings-errors.ts'

/** A plugin that has settings. */
export interface ConfiguredPlugin {
  readonly plugin: string
  readonly configuration: Configuration
  readonly fields: readonly ConfigurationField[]
}

type Contributions = () => readonly Contribution<Configuration>[]

/** The ready plugins that have settings. Evaluated on each call, since a plugin may be quarantined later. */
export class ConfiguredPlugins {
  readonly #contributions: Contributions
  readonly #read = new WeakMap<Configuration, ConfiguredPlugin>()

  constructor(contributions: Contributions) {
    this.#contributions = contributions
  }

  /** Quarantines a plugin with an invalid configuration, before it is used. */
  check(): void {
    const seen = new Set<string>()
    for (const contribution of this.#contributions()) {
      const { plugin } = contribution
      try {
        if (seen.has(plugin)) throw new TypeError(`plugin "${plugin}" contributes two configurations`)
        seen.add(plugin)
        this.#of(contribution)
      } catch (error) {
        contribution.refuse(error instanceof Error ? error : new Error(String(error)))
      }
    }
  }

  /** Quarantines a plugin, with the reason. */
  refuse({ plugin }: ConfiguredPlugin, reason: Error): void {
    this.#contributions()
      .find((contribution) => contribution.plugin === plugin)
      ?.refuse(reason)
  }

  all(): readonly ConfiguredPlugin[] {
    return this.#contributions().map((contribution) => this.#of(contribution))
  }

  find(name: string): ConfiguredPlugin | undefined {
    return this.all().find(({ plugin }) => plugin === name)
  }

  /** Throws `SETTINGS_UNKNOWN_PLUGIN`. */
  require(name: string): ConfiguredPlugin {
    const found = this.find(name)
    if (found !== undefined) return found
    throw new ProblemError(settingsErrors.SETTINGS_UNKNOWN_PLUGIN, {
      detail: 'GET /api/admin/settings lists the plugins with settings.',
    })
  }

  #of({ plugin, value: configuration }: Contribution<Configuration>): ConfiguredPlugin {
    const read = this.#read.get(configuration) ?? {
      plugin,
      configuration,
      fields: listFields(configuration.schema),
    }
    this.#read.set(configuration, read)
    return read
  }
}

/** The storage key of a field: the key of its row, or the name of its secret. */
export function keyOf(plugin: string, field: string): string {
  return `${prefixOf(plugin)}${field}`
}

/** The prefix of all keys of a plugin. No plugin's name has a dot. */
export function prefixOf(plugin: string): string {
  return `plugin.${plugin}.`
}
