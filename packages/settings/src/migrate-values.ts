import { ProblemError } from '@tributary/core'
import type { Database } from '@tributary/database'
import { formVersionOf } from '@tributary/integration-kit/host'
import type { SecretStore, StagedSecret } from '@tributary/secrets'
import type { Transaction } from 'kysely'
import { type ConfiguredPlugin, keyOf, prefixOf } from './configured-plugins.ts'
import { convertForm } from './convert-form.ts'
import { type OpenedForm, openForm, secretNamesIn } from './open-form.ts'
import { type OpenedSecret, openSecrets } from './open-secrets.ts'
import { OWNER, VERSION_FIELD } from './secret-rows.ts'
import { settingsErrors } from './settings-errors.ts'
import { deleteValue, lockValuesOf, readRowsOf, type StoredRow, writeValue } from './system-config-store.ts'
import type { SettingsTables } from './tables.ts'

interface Parts {
  readonly database: Database
  readonly secrets: SecretStore
}

/** How often the values may change while they are being converted. */
const ATTEMPTS = 5

/**
 * Converts the stored values of a plugin to the version of its form, once, all or none. Secrets are read and staged before the transaction,
 * which waits for no other server; if the values have changed meanwhile, it begins again.
 *
 * @throws ProblemError `SETTINGS_NEWER_FORM` if the values were stored by a newer version of the plugin; `SECRETS_VAULT_UNAVAILABLE` if a
 * secret cannot be read or written now
 * @throws Error if one of its migrations throws; the values stay as they are
 */
export async function migrateValues(parts: Parts, plugin: ConfiguredPlugin): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const db = parts.database.tables<SettingsTables>()
    const rows = await readRowsOf(db, prefixOf(plugin.plugin))
    if (isCurrent(plugin, rows)) return
    const conversion = await prepare(parts, plugin, rows)
    const isDone = await parts.database.transaction<SettingsTables, boolean>(async (trx) => {
      const present = await lockRows(trx, plugin)
      if (isCurrent(plugin, present)) return true
      if (!areEqual(present, rows)) return false
      await replaceValues(trx, parts, conversion)
      return true
    })
    if (isDone) return
  }
  throw changedMeanwhile()
}

/**
 * Makes others that convert or change these values wait for the end of the transaction.
 *
 * @throws ProblemError `SETTINGS_CHANGED_MEANWHILE` if another process has stored values by another version of the form
 */
export async function lockCurrentValues(
  trx: Transaction<SettingsTables>,
  plugin: ConfiguredPlugin,
): Promise<void> {
  if (!isCurrent(plugin, await lockRows(trx, plugin))) throw changedMeanwhile()
}

async function lockRows(
  trx: Transaction<SettingsTables>,
  { plugin }: ConfiguredPlugin,
): Promise<readonly StoredRow[]> {
  await lockValuesOf(trx, prefixOf(plugin))
  return readRowsOf(trx, prefixOf(plugin))
}

/** Throws `SETTINGS_NEWER_FORM`. */
function isCurrent(plugin: ConfiguredPlugin, rows: readonly StoredRow[]): boolean {
  const { version } = formVersionOf(plugin.configuration.schema)
  const stored = storedVersion(plugin, rows)
  if (rows.length === 0 || stored === version) return true
  if (stored < version) return false
  throw new ProblemError(settingsErrors.SETTINGS_NEWER_FORM, {
    detail: `its settings were stored by a newer version of the plugin (form ${stored}, this one has ${version}): install the newer version again`,
  })
}

function storedVersion({ plugin }: ConfiguredPlugin, rows: readonly StoredRow[]): number {
  const key = keyOf(plugin, VERSION_FIELD)
  return Number(rows.find((row) => row.key === key)?.value ?? 1)
}

function areEqual(some: readonly StoredRow[], others: readonly StoredRow[]): boolean {
  return JSON.stringify(some) === JSON.stringify(others)
}

/** Converted values, with their secrets staged. */
interface Conversion {
  readonly plugin: ConfiguredPlugin
  readonly opened: OpenedForm
  /** What the rows of the new form hold, by key. */
  readonly rows: ReadonlyMap<string, unknown>
  readonly staged: ReadonlyMap<string, StagedSecret>
}

async function prepare(
  { secrets }: Parts,
  plugin: ConfiguredPlugin,
  stored: readonly StoredRow[],
): Promise<Conversion> {
  const prefix = prefixOf(plugin.plugin)
  const given = stored.map(({ key, value }) => [key.slice(prefix.length), value] as const)
  const before = new Map(given.filter(([field]) => field !== VERSION_FIELD))
  const opened = openForm(plugin, {
    rows: before,
    opened: await openNamed(secrets, prefix, secretNamesIn(before)),
  })
  const values = { version: storedVersion(plugin, stored), values: opened.values }
  const converted = convertForm(plugin, values, formVersionOf(plugin.configuration.schema))
  const rows = new Map([...converted.rows].map(([field, row]) => [`${prefix}${field}`, row]))
  const staged = new Map<string, StagedSecret>()
  for (const [field, value] of converted.secrets) {
    const name = `${prefix}${field}`
    staged.set(name, await secrets.stage({ owner: OWNER, name }, value))
  }
  return { plugin, opened, rows, staged }
}

/** Secrets by their names without the prefix of the plugin. */
async function openNamed(
  secrets: SecretStore,
  prefix: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, OpenedSecret>> {
  const opened = await openSecrets(secrets, { owner: OWNER, names: names.map((name) => `${prefix}${name}`) })
  return new Map([...opened].map(([name, secret]) => [name.slice(prefix.length), secret]))
}

async function replaceValues(
  trx: Transaction<SettingsTables>,
  { secrets }: Parts,
  { plugin, opened, rows, staged }: Conversion,
): Promise<void> {
  for (const name of opened.secretNames)
    await secrets.remove({ owner: OWNER, name: keyOf(plugin.plugin, name) }, { trx })
  for (const field of Object.keys(opened.values)) await deleteValue(trx, keyOf(plugin.plugin, field))
  for (const [name, value] of staged) await secrets.write({ owner: OWNER, name }, value, { trx })
  for (const [key, value] of rows) await writeValue(trx, { key, value, userId: null })
  const { version } = formVersionOf(plugin.configuration.schema)
  await writeValue(trx, { key: keyOf(plugin.plugin, VERSION_FIELD), value: version, userId: null })
}

function changedMeanwhile(): ProblemError {
  return new ProblemError(settingsErrors.SETTINGS_CHANGED_MEANWHILE, {
    detail: 'Another process has changed the settings meanwhile. Load them again.',
  })
}
