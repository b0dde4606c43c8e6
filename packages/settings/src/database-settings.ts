import type { AuditChange, AuditLog } from '@tributary/audit'
import { type Principal, ProblemError } from '@tributary/core'
import type { Database } from '@tributary/database'
import type { Settings } from '@tributary/integration-host'
import { type ConfigurationValues, formVersionOf } from '@tributary/integration-kit/host'
import type { SecretStore, StagedSecret } from '@tributary/secrets'
import type { FastifyBaseLogger } from 'fastify'
import type { Transaction } from 'kysely'
import { type Change, checkChange } from './check-change.ts'
import { type ConfiguredPlugin, type ConfiguredPlugins, keyOf, prefixOf } from './configured-plugins.ts'
import { migrateValues, migrateValuesIn, OWNER, SECRET_IS_SET, VERSION_FIELD } from './migrate-values.ts'
import { openSecrets } from './open-secrets.ts'
import {
  type Environment,
  type FieldState,
  isConfigured,
  isMissing,
  resolveField,
  type Stored,
  visibleStates,
} from './resolve-field.ts'
import { settingsErrors } from './settings-errors.ts'
import { deleteValue, deleteValuesOf, readValues, writeValue } from './system-config-store.ts'
import type { SettingsTables } from './tables.ts'

/** What the audit log calls the settings of a plugin. */
const SUBJECT = 'plugin_settings'

export interface DatabaseSettingsParts {
  readonly audit: AuditLog
  readonly database: Database
  readonly secrets: SecretStore
  readonly plugins: ConfiguredPlugins
  readonly environment: Environment
  readonly onSecret: (value: string) => void
  readonly logger: Pick<FastifyBaseLogger, 'error'>
}

/** Reads the database on each call, so that a change is effective at once in every process. */
export class DatabaseSettings implements Settings {
  readonly #parts: DatabaseSettingsParts
  /** Secrets already logged: they are read repeatedly until they are set again. */
  readonly #told = new Set<string>()

  constructor(parts: DatabaseSettingsParts) {
    this.#parts = parts
  }

  async read(plugin: string): Promise<ConfigurationValues | undefined> {
    const configured = this.#parts.plugins.find(plugin)
    if (configured === undefined) return {}
    const fields = await this.resolve(configured)
    if (!isConfigured(fields)) return undefined
    return Object.fromEntries(
      visibleStates(fields)
        .filter(({ source }) => source !== undefined)
        .map(({ key, value }) => [key, value]),
    )
  }

  async missing(plugin: string): Promise<readonly string[]> {
    const configured = this.#parts.plugins.find(plugin)
    if (configured === undefined) return []
    return visibleStates(await this.resolve(configured))
      .filter((state) => isMissing(state) || state.problems.length > 0)
      .map(({ key }) => key)
  }

  /** The effective value of each field of a plugin. */
  async resolve(plugin: ConfiguredPlugin): Promise<readonly FieldState[]> {
    return (await this.resolveAll([plugin]))[0] ?? []
  }

  /** The same for several plugins, in two queries. */
  async resolveAll(plugins: readonly ConfiguredPlugin[]): Promise<(readonly FieldState[])[]> {
    const { database, secrets, environment, onSecret } = this.#parts
    const keys = plugins.flatMap(({ plugin, fields }) =>
      fields.map(({ key, field }) => ({ key: keyOf(plugin, key), secret: field.kind === 'secret' })),
    )
    const named = (secret: boolean) => keys.filter((each) => each.secret === secret).map(({ key }) => key)
    const values = await readValues(
      database.tables<SettingsTables>(),
      keys.map(({ key }) => key),
    )
    const opened = await openSecrets(secrets, { owner: OWNER, names: named(true) })
    for (const name of named(true))
      if (values.has(name) && !opened.has(name)) opened.set(name, { error: missingSecret() })
    for (const [name, secret] of opened) {
      if (secret.value === undefined) this.#logOnce(name, secret.error)
      else {
        onSecret(secret.value)
        this.#told.delete(name)
      }
    }
    const storedOf = (key: string, secret: boolean): Stored => {
      if (!secret) return values.has(key) ? { value: values.get(key) } : undefined
      const found = opened.get(key)
      return found?.error === undefined ? found : 'unopenable'
    }
    return plugins.map(({ plugin, fields }) =>
      fields.map((field) => {
        const key = keyOf(plugin, field.key)
        const isSecret = field.field.kind === 'secret'
        const state = resolveField(field, { stored: storedOf(key, isSecret), environment })
        if (isSecret && state.source === 'environment') onSecret(String(state.value))
        return state
      }),
    )
  }

  /** The same with values over the effective ones, as if they were stored. Throws `SETTINGS_INVALID`. */
  async resolveWith(
    plugin: ConfiguredPlugin,
    values: Readonly<Record<string, unknown>>,
  ): Promise<readonly FieldState[]> {
    const { environment, onSecret } = this.#parts
    const states = await this.resolve(plugin)
    const present = Object.fromEntries(states.map(({ key, value }) => [key, value]))
    const { set, clear } = checkChange(plugin, values, present)
    for (const { secret, value } of set) if (secret) onSecret(String(value))
    const entered = new Map(set.map(({ field, value }) => [field, { value }]))
    const cleared = new Set(clear.map(({ field }) => field))
    return states.map((state) => {
      const stored = entered.get(state.key)
      const isChanged = stored !== undefined || cleared.has(state.key)
      const { key, schema, field, default: fallback } = state
      const plain = { key, schema, field, ...(fallback === undefined ? {} : { default: fallback }) }
      return isChanged ? resolveField(plain, { stored, environment }) : state
    })
  }

  /** Sets and clears some fields, all or none. Throws `SETTINGS_INVALID`. */
  async change(
    plugin: ConfiguredPlugin,
    values: Readonly<Record<string, unknown>>,
    by: Principal,
  ): Promise<Change> {
    // Another process may have stored the first values by an older form since this one has started.
    await migrateValues(this.#parts, plugin)
    const states = plugin.fields.some(({ field }) => field.visibleWhen !== undefined)
      ? await this.resolve(plugin)
      : []
    const present = Object.fromEntries(states.map(({ key, value }) => [key, value]))
    const change = checkChange(plugin, values, present)
    for (const { secret, value } of change.set) if (secret) this.#parts.onSecret(String(value))
    const { userId } = by
    const staged = await this.#stage(plugin, change)
    await this.#parts.database.transaction<SettingsTables, void>(async (trx) => {
      await migrateValuesIn(trx, this.#parts, plugin)
      await this.#recordChange(trx, { plugin, change, by })
      for (const { field, secret, value } of change.set) {
        const key = keyOf(plugin.plugin, field)
        const stagedValue = staged.get(key)
        if (stagedValue !== undefined)
          await this.#parts.secrets.write({ owner: OWNER, name: key }, stagedValue, { trx })
        await writeValue(trx, { key, value: secret ? SECRET_IS_SET : value, userId })
      }
      for (const each of change.clear) await this.#clear(trx, plugin.plugin, each)
      await writeFormVersion(trx, plugin, userId)
    })
    return change
  }

  /** Before the transaction, which must not wait for Vault. */
  async #stage({ plugin }: ConfiguredPlugin, { set }: Change): Promise<ReadonlyMap<string, StagedSecret>> {
    const staged = new Map<string, StagedSecret>()
    for (const { field, secret, value } of set) {
      const name = keyOf(plugin, field)
      if (secret) staged.set(name, await this.#parts.secrets.stage({ owner: OWNER, name }, String(value)))
    }
    return staged
  }

  /** Converts the stored values of every plugin to the version of its form; refuses the plugins for which that fails. */
  async migrate(): Promise<void> {
    const all = this.#parts.plugins.all()
    const versions = await readValues(
      this.#parts.database.tables<SettingsTables>(),
      all.map(({ plugin }) => keyOf(plugin, VERSION_FIELD)),
    )
    // Most forms have one version: for them no transaction is begun.
    const differing = all.filter(
      ({ plugin, configuration }) =>
        (versions.get(keyOf(plugin, VERSION_FIELD)) ?? 1) !== formVersionOf(configuration.schema).version,
    )
    for (const plugin of differing)
      await migrateValues(this.#parts, plugin).catch((error: unknown) =>
        this.#parts.plugins.refuse(plugin, error instanceof Error ? error : new Error(String(error))),
      )
  }

  /** Deletes one stored value. Throws `SETTINGS_UNKNOWN_FIELD`. */
  async clear(plugin: ConfiguredPlugin, key: string, by: Principal): Promise<void> {
    const found = plugin.fields.find((field) => field.key === key)
    if (found === undefined) throw new ProblemError(settingsErrors.SETTINGS_UNKNOWN_FIELD)
    const cleared = { field: key, secret: found.field.kind === 'secret' }
    await this.#parts.database.transaction<SettingsTables, void>(async (trx) => {
      await this.#recordChange(trx, { plugin, change: { set: [], clear: [cleared] }, by })
      await this.#clear(trx, plugin.plugin, cleared)
    })
  }

  /** Deletes all stored values of a plugin. */
  async clearAll({ plugin, fields }: ConfiguredPlugin, by: Principal): Promise<void> {
    await this.#parts.database.transaction<SettingsTables, void>(async (trx) => {
      const entry = { action: 'deleted', subjectType: SUBJECT, subjectId: plugin } as const
      await this.#parts.audit.record({ by, ...entry }, { trx })
      await deleteValuesOf(trx, prefixOf(plugin))
      for (const { key, field } of fields)
        if (field.kind === 'secret') await this.#clear(trx, plugin, { field: key, secret: true })
    })
  }

  #logOnce(name: string, error: Error): void {
    if (this.#told.has(name)) return
    this.#told.add(name)
    this.#parts.logger.error({ err: error, name }, 'setting cannot be decrypted')
  }

  async #recordChange(
    trx: Transaction<SettingsTables>,
    { plugin, change, by }: { plugin: ConfiguredPlugin; change: Change; by: Principal },
  ): Promise<void> {
    const cleared = change.clear.map((each) => ({ ...each, value: null }))
    const changed = [...change.set, ...cleared]
    if (changed.length === 0) return
    const stored = await readValues(
      trx,
      changed.map(({ field }) => keyOf(plugin.plugin, field)),
    )
    const changes = changed.map(({ field, secret, value }): AuditChange => {
      const before = stored.get(keyOf(plugin.plugin, field)) ?? null
      return secret ? { field, isSecret: true } : { field, before, after: value }
    })
    const entry = { action: 'updated', subjectType: SUBJECT, subjectId: plugin.plugin, changes } as const
    await this.#parts.audit.record({ by, ...entry }, { trx })
  }

  async #clear(
    trx: Transaction<SettingsTables>,
    plugin: string,
    { field, secret }: { field: string; secret: boolean },
  ): Promise<void> {
    const key = keyOf(plugin, field)
    if (secret) await this.#parts.secrets.remove({ owner: OWNER, name: key }, { trx })
    await deleteValue(trx, key)
  }
}

async function writeFormVersion(
  trx: Transaction<SettingsTables>,
  { plugin, configuration }: ConfiguredPlugin,
  userId: string,
): Promise<void> {
  const { version } = formVersionOf(configuration.schema)
  if (version > 1) await writeValue(trx, { key: keyOf(plugin, VERSION_FIELD), value: version, userId })
}

function missingSecret(): ProblemError {
  return new ProblemError(settingsErrors.SETTINGS_SECRET_LOST, {
    detail:
      'The secret was set but is missing from the table of secrets: set it again, or restore the database from a backup.',
  })
}
