import type { ColumnType, Generated, Kysely, Selectable } from 'kysely'

export interface SecretsTables {
  secrets: SecretsTable
  secret_keys: SecretKeysTable
  secrets_instance: SecretsInstanceTable
  vault_leftovers: VaultLeftoversTable
  vault_folders: VaultFoldersTable
}

export type SecretsDb = Kysely<SecretsTables>

interface SecretsTable {
  owner: string
  name: string
  user_id: string | null
  /** Null for a value in Vault. */
  sealed: string | null
  /** Of a value in Vault, below the prefix. Never written again. */
  vault_path: string | null
  /** Generated from `sealed`. */
  key_id: ColumnType<string | null, never, never>
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

export type SecretRow = Pick<Selectable<SecretsTable>, 'owner' | 'name' | 'user_id' | 'sealed' | 'vault_path'>

/** A row whose value is in it. */
export type SealedRow = Omit<SecretRow, 'sealed' | 'vault_path'> & { readonly sealed: string }

export function isSealed<R extends SecretRow>(row: R): row is R & SealedRow {
  return row.sealed !== null
}

/** A path of Vault that no row refers to any longer. */
interface VaultLeftoversTable {
  path: string
  /** While a process deletes it. */
  claimed_until: Date | null
}

/** The folder of Vault that a database writes to. */
interface VaultFoldersTable {
  /** Identifies the database. */
  place: string
  folder: Generated<string>
}

interface SecretKeysTable {
  id: string
  wrapped: string
  created_at: Generated<Date>
}

/** One row, inserted by the first start of the server. */
interface SecretsInstanceTable {
  singleton: Generated<boolean>
  canary: string
  active_key_id: string
}
