import { ProblemError } from '@tributary/core'
import type { Database } from '@tributary/database'
import { holdsSecrets } from '@tributary/integration-kit/host'
import type { SecretStore } from '@tributary/secrets'
import { type ConfiguredPlugin, keyOf } from './configured-plugins.ts'
import { type OpenedSecret, openSecrets } from './open-secrets.ts'
import type { Stored } from './resolve-field.ts'
import { entryName, idsIn } from './secret-list.ts'
import { OWNER } from './secret-rows.ts'
import { settingsErrors } from './settings-errors.ts'
import { storedList, storedSecret } from './stored-secret-field.ts'
import { readValues } from './system-config-store.ts'
import type { SettingsTables } from './tables.ts'

interface Parts {
  readonly database: Database
  readonly secrets: SecretStore
  /** Called with each secret that was read, or with the error of decrypting it. */
  onOpened(name: string, secret: OpenedSecret): void
}

/** The stored values of the fields of several plugins by their keys, secrets opened, in two queries. */
export async function readStored(
  { database, secrets, onOpened }: Parts,
  plugins: readonly ConfiguredPlugin[],
): Promise<ReadonlyMap<string, Stored>> {
  const fields = plugins.flatMap(({ plugin, fields: each }) =>
    each.map((field) => ({ ...field, key: keyOf(plugin, field.key) })),
  )
  const rows = await readValues(
    database.tables<SettingsTables>(),
    fields.map(({ key }) => key),
  )
  const ofSecrets = fields.filter(({ schema }) => holdsSecrets(schema))
  const names = ofSecrets.flatMap(({ key, field }) =>
    field.kind === 'secret' ? [key] : (idsIn(rows.get(key)) ?? []).map((id) => entryName(key, id)),
  )
  const opened = await openSecrets(secrets, { owner: OWNER, names })
  for (const name of names)
    if (!opened.has(name) && (rows.has(name) || name.includes('#')))
      opened.set(name, { error: missingSecret() })
  for (const [name, secret] of opened) onOpened(name, secret)
  return new Map(
    fields.map(({ key, schema, field }) => {
      if (!holdsSecrets(schema)) return [key, rows.has(key) ? { value: rows.get(key) } : undefined] as const
      if (field.kind === 'secret') return [key, storedSecret(opened.get(key))] as const
      return [key, rows.has(key) ? storedList(key, { row: rows.get(key), opened }) : undefined] as const
    }),
  )
}

function missingSecret(): ProblemError {
  return new ProblemError(settingsErrors.SETTINGS_SECRET_LOST, {
    detail:
      'The secret was set but is missing from the table of secrets: set it again, or restore the database from a backup.',
  })
}
