import { ProblemError } from '@tributary/core'
import type { SecretStore, StagedSecret } from '@tributary/secrets'
import type { Transaction } from 'kysely'
import type { SetField } from './check-change.ts'
import { keyOf } from './configured-plugins.ts'
import { entryName, idsIn, secretListRow } from './secret-list.ts'
import { OWNER, SECRET_IS_SET } from './secret-rows.ts'
import { settingsErrors } from './settings-errors.ts'
import { readValues } from './system-config-store.ts'
import type { SettingsTables } from './tables.ts'

/** Secrets of a change, ready to be written, by their names. */
export type StagedSecrets = ReadonlyMap<string, StagedSecret>

/** Stages the new secrets of a change, before its transaction, which must not wait for Vault. */
export async function stageSecrets(
  secrets: SecretStore,
  plugin: string,
  set: readonly SetField[],
): Promise<StagedSecrets> {
  const staged = new Map<string, StagedSecret>()
  const stage = async (name: string, value: string) =>
    void staged.set(name, await secrets.stage({ owner: OWNER, name }, value))
  for (const { field, secret, value, entries } of set) {
    const key = keyOf(plugin, field)
    if (secret && entries === undefined) await stage(key, String(value))
    for (const entry of entries ?? []) if (entry.isNew) await stage(entryName(key, entry.id), entry.value)
  }
  return staged
}

interface Writing {
  readonly secrets: SecretStore
  readonly staged: StagedSecrets
}

/**
 * Writes the secrets of one field in a transaction, and deletes those that it had and no longer has.
 *
 * @returns what the row of the field holds: never a secret
 * @throws ProblemError `SETTINGS_CHANGED_MEANWHILE` if an entry that the change keeps was deleted by another
 */
export async function writeSecrets(
  trx: Transaction<SettingsTables>,
  { secrets, staged }: Writing,
  { key, entries }: { readonly key: string; readonly entries: SetField['entries'] },
): Promise<unknown> {
  const present = await readIds(trx, key)
  const kept = (entries ?? []).filter(({ isNew }) => !isNew)
  if (kept.some(({ id }) => !present.includes(id)))
    throw new ProblemError(settingsErrors.SETTINGS_CHANGED_MEANWHILE, {
      detail: 'Another change has removed a secret that this one keeps. Load the settings again.',
    })
  for (const id of present)
    if (!kept.some((entry) => entry.id === id))
      await secrets.remove({ owner: OWNER, name: entryName(key, id) }, { trx })
  if (entries !== undefined) await secrets.remove({ owner: OWNER, name: key }, { trx })
  const names = entries === undefined ? [key] : entries.map(({ id }) => entryName(key, id))
  for (const name of names) {
    const value = staged.get(name)
    if (value !== undefined) await secrets.write({ owner: OWNER, name }, value, { trx })
  }
  return entries === undefined ? SECRET_IS_SET : secretListRow(entries.map(({ id }) => id))
}

/** Deletes the secrets of one field, whether it has one or a list. */
export async function removeSecrets(
  trx: Transaction<SettingsTables>,
  secrets: SecretStore,
  key: string,
): Promise<void> {
  const names = [key, ...(await readIds(trx, key)).map((id) => entryName(key, id))]
  for (const name of names) await secrets.remove({ owner: OWNER, name }, { trx })
}

async function readIds(trx: Transaction<SettingsTables>, key: string): Promise<readonly string[]> {
  return idsIn((await readValues(trx, [key])).get(key)) ?? []
}
