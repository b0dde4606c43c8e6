import type { ColumnType, Generated, Kysely, Selectable } from 'kysely'

export interface SignInTables {
  sign_in_flows: SignInFlowsTable
  sign_in_identities: SignInIdentitiesTable
}

/** May be a transaction. */
export type SignInDb = Kysely<SignInTables>

/** People who are on their way to a service and back. */
interface SignInFlowsTable {
  /** SHA-256 of the state. */
  state_hash: string
  /** SHA-256 of the token in the cookie of the browser that has begun it. */
  browser_hash: string
  instance_id: string
  /** What the provider keeps, like a PKCE verifier, sealed with the state and the token of the browser. */
  kept: Buffer
  return_path: string
  /** Who links an identity, and in which session; null of a sign-in. */
  user_id: string | null
  session_id: string | null
  expires_at: Date
}

/** Identities at other services by which people sign in. */
interface SignInIdentitiesTable {
  id: string
  user_id: string
  /** Of `plugin_instances`; without a reference, since another plugin owns that table. */
  instance_id: string
  issuer: string
  subject: string
  /** As the service calls the person; to be recognised, not compared. */
  name: string | null
  email: string | null
  created_at: ColumnType<Date, never, never>
  last_used_at: Generated<Date | null>
}

export type FlowRow = Selectable<SignInFlowsTable>
export type IdentityRow = Selectable<SignInIdentitiesTable>
