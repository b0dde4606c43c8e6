import { contributionPoint } from '@tributary/core'
import type { Transaction } from 'kysely'

/**
 * Deletes a plugin's data of a user, in the transaction that deletes the user. For tables whose rows are too many
 * to be checked by a foreign key each time one is written; the others reference `users (id) on delete cascade`.
 *
 * @example
 * context.contribute(userErasers, { erase: deleteItemsOf })
 */
export interface UserEraser {
  /**
   * Runs before the transaction, which must wait for no other server: for what has to be read from one or written to one. What it returns
   * is given to `prepare`; it may be outdated by then.
   */
  stage?(userId: string): Promise<unknown>
  /**
   * Runs before the user's row and the rows that reference it are deleted. For data that must outlive the user, such
   * as a token to be revoked at a provider. The row is locked, so no data is added for the user meanwhile.
   */
  prepare?(trx: AnyTransaction, userId: string, staged: unknown): Promise<void>
  /** Runs after the user's row is deleted. */
  erase?(trx: AnyTransaction, userId: string): Promise<void>
}

// oxlint-disable-next-line typescript/no-explicit-any -- each plugin knows its own tables
type AnyTransaction = Transaction<any>

/** The contribution point for erasers, in phase 1. */
export const userErasers = contributionPoint<UserEraser>('userErasers')
