import { isProblemError, ProblemError } from '@tributary/core'
import type { Transaction } from 'kysely'
import type { SignInParts } from '../parts.ts'
import { signInErrors } from '../sign-in-errors.ts'
import type { SignInTables } from '../tables.ts'
import { type InstanceIdentity, insertIdentity, recordIdentityUse } from './identity-store.ts'
import { recordLink } from './record-link.ts'

/**
 * Whose account an identity opens: the one that it is linked to, and never one for its email address. Where the administrator allows it, an
 * unknown identity with a verified address that is free here creates an account.
 *
 * @throws ProblemError `SIGN_IN_UNKNOWN_IDENTITY`, `SIGN_IN_EMAIL_UNVERIFIED`, `SIGN_IN_EMAIL_TAKEN`
 */
export async function resolveUser(
  parts: SignInParts,
  { createsAccounts, ...at }: InstanceIdentity & { readonly createsAccounts: boolean },
): Promise<string> {
  return parts.database.transaction<SignInTables, string>(async (trx: Transaction<SignInTables>) => {
    const known = await recordIdentityUse(trx, at, new Date(parts.now()))
    if (known !== undefined) return known
    if (!createsAccounts)
      throw new ProblemError(signInErrors.SIGN_IN_UNKNOWN_IDENTITY, {
        detail: 'Sign in with your password, and link it under Me → Password and sessions.',
      })
    return createAccount(parts, trx, at)
  })
}

async function createAccount(
  parts: SignInParts,
  trx: Transaction<SignInTables>,
  { instance, identity }: InstanceIdentity,
): Promise<string> {
  const { email, emailVerified, name, issuer, subject } = identity
  if (email === undefined || emailVerified !== true) throw unverified()
  const userId = await parts.signIns.createUser(trx, { email, name }).catch((error: unknown) => {
    throw problemOf(error)
  })
  const id = await insertIdentity(trx, { userId, instance, identity })
  // Another request of the same person was quicker; this transaction is taken back.
  if (id === undefined) throw emailTaken()
  await recordLink(parts, trx, { id, user_id: userId, instance_id: instance, issuer, subject })
  return userId
}

function problemOf(error: unknown): unknown {
  if (!isProblemError(error)) return error
  if (error.code === 'ACCOUNTS_EMAIL_TAKEN') return emailTaken()
  return error.code === 'ACCOUNTS_BAD_INPUT' ? unverified() : error
}

function emailTaken(): ProblemError {
  return new ProblemError(signInErrors.SIGN_IN_EMAIL_TAKEN, {
    detail: 'Sign in to that account, and link this identity under Me → Password and sessions.',
  })
}

function unverified(): ProblemError {
  return new ProblemError(signInErrors.SIGN_IN_EMAIL_UNVERIFIED, {
    detail: 'A new account needs an address that the service has verified.',
  })
}
