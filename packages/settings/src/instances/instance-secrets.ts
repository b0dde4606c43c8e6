import type { SecretReference, StagedSecret } from '@tributary/secrets'
import type { Transaction } from 'kysely'
import { type OpenedSecret, openSecrets } from '../open-secrets.ts'
import type { InstanceParts } from './instance-parts.ts'
import type { InstanceRow, InstanceTables } from './instance-tables.ts'

const OWNER = 'plugins'

/** Staged secrets by field. */
export type StagedSecrets = Map<string, StagedSecret>

/** Where the secret of a field is. */
export function secretOf(id: string, field: string): SecretReference {
  return { owner: OWNER, name: `instance/${id}/${field}` }
}

/** The stored secrets of an instance by field; one that is lost is missing. */
export async function openSecretsOf(
  { secrets, onSecret }: Pick<InstanceParts, 'secrets' | 'onSecret'>,
  { id, secrets: fields }: Pick<InstanceRow, 'id' | 'secrets'>,
): Promise<ReadonlyMap<string, OpenedSecret>> {
  const names = fields.map((field) => secretOf(id, field).name)
  const opened = await openSecrets(secrets, { owner: OWNER, names })
  for (const { value } of opened.values()) if (value !== undefined) onSecret(value)
  return new Map(
    fields.flatMap((field) => {
      const found = opened.get(secretOf(id, field).name)
      return found === undefined ? [] : [[field, found] as const]
    }),
  )
}

/** Stages secrets before the transaction, which must not wait for Vault. Those that are staged already are kept. */
export async function stageSecrets(
  { secrets }: Pick<InstanceParts, 'secrets'>,
  id: string,
  { values, staged }: { readonly values: ReadonlyMap<string, string>; readonly staged: StagedSecrets },
): Promise<void> {
  for (const [field, value] of values)
    if (!staged.has(field)) staged.set(field, await secrets.stage(secretOf(id, field), value))
}

/** Writes the staged secrets of some fields, and removes those of others. */
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
  for (const field of remove) await secrets.remove(secretOf(id, field), { trx })
  for (const field of write) {
    const value = staged.get(field)
    if (value === undefined) throw new Error(`the secret "${field}" was not staged`)
    await secrets.write(secretOf(id, field), value, { trx })
  }
}
