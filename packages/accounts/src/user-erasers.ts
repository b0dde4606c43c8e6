import { contributionPoint } from '@tributary/core'
import type { Transaction } from 'kysely'

/**
 * Deletes what a plugin keeps of a user, in the transaction that deletes the user. For tables whose rows are too many
 * to be checked by a foreign key each time one is written; the others reference `users (id) on delete cascade`.
 *
 * @example
 * context.contribute(userErasers, { erase: deleteItemsOf })
 */
export interface UserEraser {
  /**
   * Before the user's row goes, and with it what references it. For what has to outlive the user, like a token that is
   * still to be revoked at a provider. The row is locked: nobody adds anything for the user in between.
   */
  prepare?(trx: AnyTransaction, userId: string): Promise<void>
  /** After the user's row has gone. */
  erase?(trx: AnyTransaction, userId: string): Promise<void>
}

// oxlint-disable-next-line typescript/no-explicit-any -- each plugin knows its own tables
type AnyTransaction = Transaction<any>

/** Where plugins hand in theirs, in phase 1. */
export const userErasers = contributionPoint<UserEraser>('userErasers')
