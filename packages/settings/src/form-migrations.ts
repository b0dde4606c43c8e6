import { isProblemError, ProblemError } from '@tributary/core'
import type { Database } from '@tributary/database'
import { formVersionOf } from '@tributary/integration-kit/host'
import type { HealthProblem } from '@tributary/operations'
import type { SecretStore } from '@tributary/secrets'
import type { FastifyBaseLogger } from 'fastify'
import { type ConfiguredPlugin, type ConfiguredPlugins, keyOf } from './configured-plugins.ts'
import { migrateValues } from './migrate-values.ts'
import { VERSION_FIELD } from './secret-rows.ts'
import { settingsErrors } from './settings-errors.ts'
import { readValues } from './system-config-store.ts'
import type { SettingsTables } from './tables.ts'

interface Parts {
  readonly database: Database
  readonly secrets: SecretStore
  readonly plugins: ConfiguredPlugins
  readonly logger: Pick<FastifyBaseLogger, 'info' | 'warn'>
}

/** Vault is asked again this often, so that settings are there at most five seconds after it. */
const RETRY_MILLISECONDS = 2_000

/**
 * Converts stored values to the versions of the forms. A plugin whose migration fails is refused; while Vault does not answer, its settings
 * wait, and the conversion is tried again.
 */
export class FormMigrations {
  readonly #parts: Parts
  /** By plugin, why its settings wait. */
  readonly #waiting = new Map<string, string>()
  #timer: NodeJS.Timeout | undefined
  #retrying: Promise<void> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Converts what is not current. Can be called again whenever plugins were loaded. */
  async run(): Promise<void> {
    for (const plugin of await this.#differing()) await this.#migrate(plugin)
    this.#plan()
  }

  /** Throws `SETTINGS_WAITING` for a plugin whose values have not been converted. */
  requireCurrent(plugin: string): void {
    const reason = this.waitingFor(plugin)
    if (reason !== undefined)
      throw new ProblemError(settingsErrors.SETTINGS_WAITING, {
        detail: `The settings of ${plugin} were stored by an earlier version and are converted as soon as their secrets can be read: ${reason}`,
      })
  }

  /** Why the settings of a plugin wait; `undefined` if they do not. */
  waitingFor(plugin: string): string | undefined {
    return this.#waiting.get(plugin)
  }

  /** For the health of the server. */
  problem(): HealthProblem | undefined {
    if (this.#waiting.size === 0) return undefined
    return { cause: `the settings of ${[...this.#waiting.keys()].join(', ')} wait for their secrets` }
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    await this.#retrying
    this.#waiting.clear()
  }

  /** Most forms have one version: for them no transaction is begun. */
  async #differing(): Promise<readonly ConfiguredPlugin[]> {
    const all = this.#parts.plugins.all()
    const keyOfVersion = ({ plugin }: ConfiguredPlugin) => keyOf(plugin, VERSION_FIELD)
    const versions = await readValues(this.#parts.database.tables<SettingsTables>(), all.map(keyOfVersion))
    return all.filter(
      (each) => (versions.get(keyOfVersion(each)) ?? 1) !== formVersionOf(each.configuration.schema).version,
    )
  }

  async #migrate(plugin: ConfiguredPlugin): Promise<void> {
    const { logger, plugins } = this.#parts
    const { plugin: name } = plugin
    try {
      await migrateValues(this.#parts, plugin)
      if (this.#waiting.delete(name)) logger.info({ of: name }, 'waiting settings converted')
    } catch (error) {
      if (!canEnd(error)) {
        this.#waiting.delete(name)
        plugins.refuse(plugin, error instanceof Error ? error : new Error(String(error)))
        return
      }
      if (!this.#waiting.has(name)) logger.warn({ err: error, of: name }, 'settings wait for their secrets')
      this.#waiting.set(name, error.message)
    }
  }

  #plan(): void {
    if (this.#waiting.size === 0 || this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#retrying = this.#retry()
    }, RETRY_MILLISECONDS).unref()
  }

  async #retry(): Promise<void> {
    try {
      for (const name of this.#waiting.keys()) {
        const plugin = this.#parts.plugins.find(name)
        if (plugin === undefined) this.#waiting.delete(name)
        else await this.#migrate(plugin)
      }
    } catch (error) {
      this.#parts.logger.warn({ err: error }, 'settings could not be converted')
    } finally {
      const isStopped = this.#timer === undefined
      this.#timer = undefined
      if (!isStopped) this.#plan()
    }
  }
}

/** Whether the cause is an outage. A token that Vault refuses is replaced there or by the operator's agent, without a restart. */
function canEnd(error: unknown): error is ProblemError {
  return (
    isProblemError(error) && (error.definition.kind === 'transient' || error.code === 'SECRETS_VAULT_REFUSED')
  )
}
