import { holdsSecrets } from '@tributary/integration-kit/host'
import type { SecretStore } from '@tributary/secrets'
import { type ConfiguredPlugin, prefixOf } from './configured-plugins.ts'
import { openSecret } from './open-secrets.ts'
import { entryName, idsIn } from './secret-list.ts'
import { OWNER, SECRET_IS_SET, VERSION_FIELD } from './secret-rows.ts'
import type { StoredRow } from './system-config-store.ts'

/** The stored values of a form of an earlier version. */
export interface OpenedForm {
  /** By field, secrets opened. */
  readonly values: Readonly<Record<string, unknown>>
  /** The names of the secrets among them. */
  readonly secretNames: readonly string[]
}

/**
 * Opens the stored values of a plugin, whose earlier form is not known: a row tells whether it stands for secrets.
 *
 * A secret that is lost or cannot be decrypted is left out, with its list: it is no value to convert. Where the new form has secrets of that
 * name, their mark stays, so that an administrator still reads that they have to be set again.
 */
export async function openForm(
  secrets: SecretStore,
  plugin: ConfiguredPlugin,
  rows: readonly StoredRow[],
): Promise<OpenedForm> {
  const values: Record<string, unknown> = {}
  const secretNames: string[] = []
  for (const { key, value: row } of rows) {
    const field = key.slice(prefixOf(plugin.plugin).length)
    if (field === VERSION_FIELD) continue
    const ids = idsIn(row)
    const names = ids?.map((id) => entryName(key, id)) ?? (row === SECRET_IS_SET ? [key] : [])
    const opened = await openAll(secrets, names)
    const isWhole = opened.every((each) => each?.value !== undefined)
    if (names.length > 0 && isWhole) {
      values[field] = ids === undefined ? opened[0]?.value : opened.map((each) => each?.value)
      secretNames.push(...names)
    } else if (names.length === 0) values[field] = ids === undefined ? row : []
    else if (opened.every((each) => each === undefined) && !isOfSecrets(plugin, field)) values[field] = row
  }
  return { values, secretNames }
}

async function openAll(secrets: SecretStore, names: readonly string[]) {
  const opened = []
  for (const name of names) opened.push(await openSecret(secrets, { owner: OWNER, name }))
  return opened
}

function isOfSecrets({ fields }: ConfiguredPlugin, key: string): boolean {
  return fields.some((field) => field.key === key && holdsSecrets(field.schema))
}
