import type { ColumnType, Generated, Kysely, Selectable } from 'kysely'

export interface SecretsTables {
  secrets: SecretsTable
  secret_keys: SecretKeysTable
  secrets_instance: SecretsInstanceTable
}

export type SecretsDb = Kysely<SecretsTables>

interface SecretsTable {
  owner: string
  name: string
  user_id: string | null
  sealed: string
  /** Generated from `sealed`. */
  key_id: ColumnType<string, never, never>
  created_at: Generated<Date>
  updated_at: Generated<Date>
}

export type SecretRow = Pick<Selectable<SecretsTable>, 'owner' | 'name' | 'user_id' | 'sealed'>

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
