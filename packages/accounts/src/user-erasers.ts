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
  // oxlint-disable-next-line typescript/no-explicit-any -- each plugin knows its own tables
  erase(trx: Transaction<any>, userId: string): Promise<void>
}

/** Where plugins hand in theirs, in phase 1. */
export const userErasers = contributionPoint<UserEraser>('userErasers')
