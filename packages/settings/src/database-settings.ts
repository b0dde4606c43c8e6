import type { AuditChange, AuditLog } from '@tributary/audit'
import { type Principal, ProblemError } from '@tributary/core'
import type { Database } from '@tributary/database'
import type { Settings } from '@tributary/integration-host'
import { type ConfigurationValues, formVersionOf, holdsSecrets } from '@tributary/integration-kit/host'
import type { SecretStore } from '@tributary/secrets'
import type { FastifyBaseLogger } from 'fastify'
import type { Transaction } from 'kysely'
import { type Change, invalidSettings, readChange, secretsIn, valuesAfter } from './check-change.ts'
import { checkLoaded, type SettingWarning } from './choices/check-loaded.ts'
import type { ChoiceLoader } from './choices/load-choices.ts'
import { type LoadingForm, loadField, offeredChoices, requireLoaded } from './choices/load-field.ts'
import type { OfferedChoice } from './choices/with-chosen.ts'
import { type ConfiguredPlugin, type ConfiguredPlugins, keyOf, prefixOf } from './configured-plugins.ts'
import type { FormMigrations } from './form-migrations.ts'
import { lockCurrentValues, migrateValues } from './migrate-values.ts'
import type { OpenedSecret } from './open-secrets.ts'
import { readStored } from './read-stored.ts'
import {
  type Environment,
  type FieldState,
  isConfigured,
  isMissing,
  resolveField,
  visibleStates,
} from './resolve-field.ts'
import { VERSION_FIELD } from './secret-rows.ts'
import { settingsErrors } from './settings-errors.ts'
import { removeSecrets, stageSecrets, writeSecrets } from './stored-secrets.ts'
import { deleteValue, deleteValuesOf, readValues, writeValue } from './system-config-store.ts'
import type { SettingsTables } from './tables.ts'

/** What the audit log calls the settings of a plugin. */
const SUBJECT = 'plugin_settings'

export interface DatabaseSettingsParts {
  readonly audit: AuditLog
  readonly database: Database
  readonly secrets: SecretStore
  readonly plugins: ConfiguredPlugins
  readonly migrations: Pick<FormMigrations, 'requireCurrent'>
  readonly loader: ChoiceLoader
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

  /** The effective value of each field of a plugin. Throws `SETTINGS_WAITING`. */
  async resolve(plugin: ConfiguredPlugin): Promise<readonly FieldState[]> {
    this.#parts.migrations.requireCurrent(plugin.plugin)
    return (await this.resolveAll([plugin]))[0] ?? []
  }

  /** The same for several plugins whose settings do not wait, in two queries. */
  async resolveAll(plugins: readonly ConfiguredPlugin[]): Promise<(readonly FieldState[])[]> {
    const { environment } = this.#parts
    const stored = await readStored(
      { ...this.#parts, onOpened: (name, secret) => this.#takeNote(name, secret) },
      plugins,
    )
    return plugins.map(({ plugin, fields }) =>
      fields.map((field) => {
        const state = resolveField(field, { stored: stored.get(keyOf(plugin, field.key)), environment })
        if (state.source === 'environment') this.#redact(field, state.value)
        return state
      }),
    )
  }

  /** Keeps a secret out of the log, and logs one that cannot be decrypted. */
  #takeNote(name: string, { value, error }: OpenedSecret): void {
    if (error !== undefined) return this.#logOnce(name, error)
    this.#parts.onSecret(value)
    this.#told.delete(name)
  }

  #redact({ schema }: Pick<FieldState, 'schema'>, value: unknown): void {
    if (holdsSecrets(schema)) for (const secret of [value].flat()) this.#parts.onSecret(String(secret))
  }

  #redactChange(change: Change): void {
    for (const secret of secretsIn(change)) this.#parts.onSecret(secret)
  }

  /** The same with values over the effective ones, as if they were stored. Throws `SETTINGS_INVALID`. */
  async resolveWith(
    plugin: ConfiguredPlugin,
    values: Readonly<Record<string, unknown>>,
  ): Promise<readonly FieldState[]> {
    const { environment } = this.#parts
    const states = await this.resolve(plugin)
    const { change, wrong } = readChange(plugin, values, states)
    if (wrong.length > 0) throw invalidSettings(wrong)
    this.#redactChange(change)
    const { set, clear } = change
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

  /**
   * Sets and clears some fields, all or none. Warns of values that the service could not be asked about.
   *
   * @throws ProblemError `SETTINGS_INVALID`
   */
  async change(
    plugin: ConfiguredPlugin,
    values: Readonly<Record<string, unknown>>,
    by: Principal,
  ): Promise<{ readonly change: Change; readonly warnings: readonly SettingWarning[] }> {
    // Another process may have stored the first values by an older form since this one has started.
    await migrateValues(this.#parts, plugin)
    const states = await this.resolve(plugin)
    const read = readChange(plugin, values, states)
    const { change } = read
    const { wrong, warnings } = await checkLoaded(plugin, {
      set: change.set,
      states,
      load: (key) =>
        loadField(this.#parts.loader, formOf(plugin), { key, config: valuesAfter(plugin, read, states) }),
    })
    const invalid = [...read.wrong, ...wrong]
    if (invalid.length > 0) throw invalidSettings(invalid)
    this.#redactChange(change)
    const { userId } = by
    const { secrets } = this.#parts
    const staged = await stageSecrets(secrets, plugin.plugin, change.set)
    await this.#parts.database.transaction<SettingsTables, void>(async (trx) => {
      await lockCurrentValues(trx, plugin)
      await this.#recordChange(trx, { plugin, change, by })
      for (const { field, secret, value, entries } of change.set) {
        const key = keyOf(plugin.plugin, field)
        const row = secret ? await writeSecrets(trx, { secrets, staged }, { key, entries }) : value
        await writeValue(trx, { key, value: row, userId })
      }
      for (const each of change.clear) await this.#clear(trx, plugin.plugin, each)
      await writeFormVersion(trx, plugin, userId)
    })
    return { change, warnings }
  }

  /**
   * The choices of a field for what has been entered so far, merged over what is stored. A value that the service no longer offers is among
   * them, and marked.
   *
   * @throws ProblemError `SETTINGS_UNKNOWN_FIELD`, and `SETTINGS_NO_CHOICES` with the reason
   */
  async choices(
    plugin: ConfiguredPlugin,
    { key, values, signal }: { key: string; values: Readonly<Record<string, unknown>>; signal: AbortSignal },
  ): Promise<readonly OfferedChoice[]> {
    requireLoaded(plugin, key)
    const states = await this.resolve(plugin)
    const { loader, onSecret } = this.#parts
    return offeredChoices(loader, formOf(plugin), { key, values, states, signal, onSecret })
  }

  /** Deletes one stored value. Throws `SETTINGS_UNKNOWN_FIELD`. */
  async clear(plugin: ConfiguredPlugin, key: string, by: Principal): Promise<void> {
    const found = plugin.fields.find((field) => field.key === key)
    if (found === undefined) throw new ProblemError(settingsErrors.SETTINGS_UNKNOWN_FIELD)
    const cleared = { field: key, secret: holdsSecrets(found.schema) }
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
      for (const { key, schema } of fields)
        if (holdsSecrets(schema)) await this.#clear(trx, plugin, { field: key, secret: true })
      await deleteValuesOf(trx, prefixOf(plugin))
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
    if (secret) await removeSecrets(trx, this.#parts.secrets, key)
    await deleteValue(trx, key)
  }
}

function formOf({ fields, configuration }: ConfiguredPlugin): LoadingForm {
  return { fields, api: configuration.api }
}

async function writeFormVersion(
  trx: Transaction<SettingsTables>,
  { plugin, configuration }: ConfiguredPlugin,
  userId: string,
): Promise<void> {
  const { version } = formVersionOf(configuration.schema)
  if (version > 1) await writeValue(trx, { key: keyOf(plugin, VERSION_FIELD), value: version, userId })
}
