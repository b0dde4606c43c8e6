import type { SecretReference, StagedSecret } from '@tributary/secrets'
import type { Transaction } from 'kysely'
import { type OpenedSecret, openSecrets } from '../open-secrets.ts'
import { entryName, idsIn } from '../secret-list.ts'
import type { InstanceParts } from './instance-parts.ts'
import type { InstanceRow, InstanceTables } from './instance-tables.ts'
import type { StoredValues } from './instance-values.ts'

const OWNER = 'plugins'

/** Staged secrets by name. */
export type StagedSecrets = Map<string, StagedSecret>

/** Where a secret is: `name` is a field, or names an entry of a list. */
export function secretOf(id: string, name: string): SecretReference {
  return { owner: OWNER, name: `instance/${id}/${name}` }
}

/** The field that a secret is of. */
export function fieldOfSecret(name: string): string {
  return name.replace(/#.*$/, '')
}

/** The names of the stored secrets of an instance: fields, and the entries of lists. */
export function secretNamesOf({ configuration, secrets }: StoredValues): readonly string[] {
  return [...new Set([...secrets, ...listedNames(configuration)])]
}

/** The stored secrets of an instance by name; one that is lost is missing. */
export async function openSecretsOf(
  { secrets, onSecret }: Pick<InstanceParts, 'secrets' | 'onSecret'>,
  row: StoredValues & Pick<InstanceRow, 'id'>,
): Promise<ReadonlyMap<string, OpenedSecret>> {
  const all = secretNamesOf(row)
  const names = all.map((name) => secretOf(row.id, name).name)
  const opened = await openSecrets(secrets, { owner: OWNER, names })
  for (const { value } of opened.values()) if (value !== undefined) onSecret(value)
  return new Map(
    all.flatMap((name) => {
      const found = opened.get(secretOf(row.id, name).name)
      return found === undefined ? [] : [[name, found] as const]
    }),
  )
}

function listedNames(configuration: StoredValues['configuration']): readonly string[] {
  return Object.entries(configuration).flatMap(([field, row]) =>
    (idsIn(row) ?? []).map((id) => entryName(field, id)),
  )
}

/** Stages secrets before the transaction, which must not wait for Vault. Those that are staged already are kept. */
export async function stageSecrets(
  { secrets }: Pick<InstanceParts, 'secrets'>,
  id: string,
  { values, staged }: { readonly values: ReadonlyMap<string, string>; readonly staged: StagedSecrets },
): Promise<void> {
  for (const [name, value] of values)
    if (!staged.has(name)) staged.set(name, await secrets.stage(secretOf(id, name), value))
}

/** Writes staged secrets, and removes others, by name. */
export async function writeSecrets(
  trx: Transaction<InstanceTables>,
  { secrets }: Pick<InstanceParts, 'secrets'>,
  change: {
    readonly id: string
    readonly write: Iterable<string>
    readonly remove: Iterable<string>
    readonly staged: StagedSecrets
  },
): Promise<void> {
  const { id, write, remove, staged } = change
  for (const name of remove) await secrets.remove(secretOf(id, name), { trx })
  for (const name of write) {
    const value = staged.get(name)
    if (value === undefined) throw new Error(`the secret "${name}" was not staged`)
    await secrets.write(secretOf(id, name), value, { trx })
  }
}
