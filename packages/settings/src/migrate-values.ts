import { ProblemError } from '@tributary/core'
import type { Database } from '@tributary/database'
import { formVersionOf } from '@tributary/integration-kit/host'
import type { SecretStore } from '@tributary/secrets'
import type { Transaction } from 'kysely'
import { type ConfiguredPlugin, keyOf, prefixOf } from './configured-plugins.ts'
import { convertValues } from './convert-values.ts'
import { openSecret } from './open-secrets.ts'
import { settingsErrors } from './settings-errors.ts'
import { deleteValue, lockValuesOf, readValuesOf, writeValue } from './system-config-store.ts'
import type { SettingsTables } from './tables.ts'

/** The owner of the secrets of all settings. */
export const OWNER = 'settings'

/** Marks a secret among the settings, to distinguish a lost secret from one that was never set. */
export const SECRET_IS_SET = true

/** Beside the fields of a plugin: the version of the form that its values were stored with. No field's name has this form. */
export const VERSION_FIELD = '#version'

interface Parts {
  readonly database: Database
  readonly secrets: SecretStore
}

interface StoredForm {
  readonly version: number
  readonly values: Readonly<Record<string, unknown>>
  /** The fields among them that are secrets. */
  readonly secrets: ReadonlySet<string>
}

/**
 * Converts the stored values of a plugin to the version of its form, once, all or none. One process converts, the others wait for it.
 *
 * @throws ProblemError `SETTINGS_NEWER_FORM` if the values were stored by a newer version of the plugin
 * @throws Error if one of its migrations throws; the values stay as they are
 */
export async function migrateValues(parts: Parts, plugin: ConfiguredPlugin): Promise<void> {
  await parts.database.transaction<SettingsTables, void>((trx) => migrateValuesIn(trx, parts, plugin))
}

/** The same in a transaction, which others that convert or change these values wait for. */
export async function migrateValuesIn(
  trx: Transaction<SettingsTables>,
  parts: Parts,
  plugin: ConfiguredPlugin,
): Promise<void> {
  const { version, migrations } = formVersionOf(plugin.configuration.schema)
  await lockValuesOf(trx, prefixOf(plugin.plugin))
  const rows = await readRows(trx, plugin.plugin)
  const storedVersion = Number(rows.get(VERSION_FIELD) ?? 1)
  if (rows.size === 0 || storedVersion === version) return
  if (storedVersion > version)
    throw new ProblemError(settingsErrors.SETTINGS_NEWER_FORM, {
      detail: `its settings were stored by a newer version of the plugin (form ${storedVersion}, this one has ${version}): install the newer version again`,
    })
  const stored = await openRows(trx, parts, { plugin, version: storedVersion, rows })
  const values = convertValues(stored, { version, migrations })
  await replaceValues(trx, parts, { plugin, stored, values })
  await writeValue(trx, { key: keyOf(plugin.plugin, VERSION_FIELD), value: version, userId: null })
}

/** The stored values by field, with the version of their form. */
async function readRows(
  trx: Transaction<SettingsTables>,
  plugin: string,
): Promise<ReadonlyMap<string, unknown>> {
  const prefix = prefixOf(plugin)
  return new Map(
    [...(await readValuesOf(trx, prefix))].map(([key, value]) => [key.slice(prefix.length), value]),
  )
}

/**
 * A secret that is lost or cannot be decrypted is left out: it is no value to convert. Where the new form has a secret of its name, its
 * mark and its row stay, so that an administrator still reads that it has to be set again.
 */
async function openRows(
  trx: Transaction<SettingsTables>,
  { secrets }: Parts,
  {
    plugin,
    version,
    rows,
  }: { plugin: ConfiguredPlugin; version: number; rows: ReadonlyMap<string, unknown> },
): Promise<StoredForm> {
  const values = new Map(rows)
  values.delete(VERSION_FIELD)
  const secret = new Set<string>()
  const isSecret = secretFieldsOf(plugin)
  for (const [field, mark] of values) {
    if (mark !== SECRET_IS_SET) continue
    const opened = await openSecret(secrets, { owner: OWNER, name: keyOf(plugin.plugin, field) }, { trx })
    if (opened?.value !== undefined) {
      values.set(field, opened.value)
      secret.add(field)
    } else if (opened !== undefined || isSecret.has(field)) values.delete(field)
  }
  return { version, values: Object.fromEntries(values), secrets: secret }
}

async function replaceValues(
  trx: Transaction<SettingsTables>,
  { secrets }: Parts,
  {
    plugin,
    stored,
    values,
  }: { plugin: ConfiguredPlugin; stored: StoredForm; values: Readonly<Record<string, unknown>> },
): Promise<void> {
  for (const field of Object.keys(stored.values)) {
    const key = keyOf(plugin.plugin, field)
    if (stored.secrets.has(field)) await secrets.remove({ owner: OWNER, name: key }, { trx })
    await deleteValue(trx, key)
  }
  const isSecret = secretFieldsOf(plugin)
  for (const [field, value] of Object.entries(values)) {
    if (value === undefined || value === null) continue
    const key = keyOf(plugin.plugin, field)
    // A secret that the store has lost stays marked, so that the administrator is asked to enter it again.
    if (isSecret.has(field) && value !== SECRET_IS_SET) {
      if (typeof value !== 'string')
        throw new TypeError(`its migration gives the secret "${field}" a value that is not text`)
      await secrets.write({ owner: OWNER, name: key }, value, { trx })
    }
    await writeValue(trx, { key, value: isSecret.has(field) ? SECRET_IS_SET : value, userId: null })
  }
}

function secretFieldsOf({ fields }: ConfiguredPlugin): ReadonlySet<string> {
  return new Set(fields.filter(({ field }) => field.kind === 'secret').map(({ key }) => key))
}
