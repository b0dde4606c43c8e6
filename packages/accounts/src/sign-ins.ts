import { serviceKey } from '@tributary/core'
import type { FastifyRequest } from 'fastify'
import type { Transaction } from 'kysely'
import type { CurrentSession } from './session-store.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- any plugin's transaction will do
type AnyTransaction = Transaction<any>

/** For plugins that recognise people in another way than by their password. */
export interface SignIns {
  /**
   * Starts a session, of the same kind as one by password. Resolves to its `Set-Cookie` headers.
   *
   * @throws ProblemError `ACCOUNTS_USER_DISABLED`, also for a user who does not exist
   */
  start(request: FastifyRequest, userId: string): Promise<readonly string[]>
  /** The session of a request, also on a route that needs no sign-in; `undefined` if it has no valid one. */
  current(request: FastifyRequest): Promise<CurrentSession | undefined>
  /** Refuses a change from a page of another site, on a route that needs no sign-in. Throws `ACCOUNTS_CROSS_SITE`. */
  refuseCrossSite(request: FastifyRequest): void
  /**
   * Creates a user without a password, with the role `user`. Throws `ACCOUNTS_EMAIL_TAKEN`, `ACCOUNTS_BAD_INPUT` for an invalid
   * address. What is unsuitable in the name is left out.
   */
  createUser(
    trx: AnyTransaction,
    user: { readonly email: string; readonly name?: string | undefined },
  ): Promise<string>
  /** Locks a user until the transaction ends. False if there is no such user. */
  lockUser(trx: AnyTransaction, userId: string): Promise<boolean>
  hasPassword(trx: AnyTransaction, userId: string): Promise<boolean>
}

/** The service `signIns`. */
export const signIns = serviceKey<SignIns>('signIns')
