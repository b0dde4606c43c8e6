import { serviceKey } from '@tributary/core'
import type { RawBuilder, Transaction } from 'kysely'
import type { SecretRow } from './tables.ts'

/** Identifies a secret. A value opens only under the reference it was written with. */
export interface SecretReference {
  /** The owning plugin: `connections`. */
  readonly owner: string
  /** Unique per owner: `credentials/<connection id>`. */
  readonly name: string
  /** The user whose secret it is, deleted with the user. Absent for the server's own, like a client secret. */
  readonly userId?: string | undefined
}

/** Stores values that must not be readable from the database alone. */
export interface SecretStore {
  /** `undefined` if it does not exist. With `trx`, reads in that transaction. */
  read(reference: SecretReference, options?: SecretOptions): Promise<string | undefined>
  /** Several in one round trip, keyed by `name`; missing ones are absent from the result. */
  readAll(owner: string, names: readonly string[]): Promise<ReadonlyMap<string, string>>
  /**
   * A column for a statement of the caller's, which reads the secret with a row that belongs to it, of the same moment. What it found is
   * given to `open`.
   *
   * @example
   * db.selectFrom('accounts').selectAll().select(secrets.column('accounts', sql`'key/' || accounts.id`).as('secret'))
   */
  column(owner: string, name: RawBuilder<unknown>): RawBuilder<FoundSecret | null>
  /** The value of what a `column` found; `undefined` if it was removed meanwhile. */
  open(reference: SecretReference, found: FoundSecret): Promise<string | undefined>
  /**
   * Makes a value ready for `write`, before a transaction begins: with Vault, this is where its request is sent. What is staged and not written
   * is deleted later.
   */
  stage(reference: SecretReference, value: string): Promise<StagedSecret>
  /**
   * Inserts or replaces. With `trx`, writes in that transaction; stage the value first, so that the transaction does not wait for Vault.
   *
   * @throws ProblemError `SECRETS_VAULT_UNAVAILABLE` (503) if the value goes to Vault, which does not answer
   */
  write(reference: SecretReference, value: string | StagedSecret, options?: SecretOptions): Promise<void>
  remove(reference: SecretReference, options?: SecretOptions): Promise<void>
}

/** The row of a secret; opaque to callers. */
export type FoundSecret = SecretRow

/** A value of `stage`; opaque to callers. */
export type StagedSecret = { readonly value: string } | { readonly path: string }

export interface SecretOptions {
  // oxlint-disable-next-line typescript/no-explicit-any -- any plugin's transaction will do
  readonly trx?: Transaction<any>
}

export const secretStore = serviceKey<SecretStore>('secretStore')
