import { serviceKey } from '@tributary/core'
import type { Transaction } from 'kysely'

/** Which secret. A value opens only under the very reference it was written with. */
export interface SecretReference {
  /** The plugin that keeps it: `connections`. */
  readonly owner: string
  /** Unique in its owner: `credentials/<connection id>`. */
  readonly name: string
  /** Whose secret; deleted with the user. Absent for the server's own, like a client secret. */
  readonly userId?: string | undefined
}

/** Keeps what must not be read from the database alone. */
export interface SecretStore {
  /** `undefined` when there is none. With `trx`, as that transaction sees it. */
  read(reference: SecretReference, options?: SecretOptions): Promise<string | undefined>
  /** Several at once, in one round trip; absent ones are missing from the result, keyed by `name`. */
  readAll(owner: string, names: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Writes or replaces. With `trx`, together with what else that transaction does. */
  write(reference: SecretReference, value: string, options?: SecretOptions): Promise<void>
  remove(reference: SecretReference, options?: SecretOptions): Promise<void>
}

export interface SecretOptions {
  // oxlint-disable-next-line typescript/no-explicit-any -- any plugin's transaction will do
  readonly trx?: Transaction<any>
}

export const secretStore = serviceKey<SecretStore>('secretStore')
