import { contributionPoint } from '@tributary/core'
import type { Transaction } from 'kysely'

/** What has to be forgotten when a person connects another account than before. */
export interface AccountChange {
  /** In the transaction that stores the new connection: no sync can begin between the two. */
  forget(trx: AnyTransaction, whose: { readonly userId: string; readonly integration: string }): Promise<void>
}

// oxlint-disable-next-line typescript/no-explicit-any -- any plugin's transaction will do
type AnyTransaction = Transaction<any>

/** Plugins that keep how far an account has been read contribute how to forget it. */
export const accountChanges = contributionPoint<AccountChange>('accountChanges')
