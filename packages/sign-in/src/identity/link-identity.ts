import { ProblemError } from '@tributary/core'
import type { Transaction } from 'kysely'
import type { SignInParts } from '../parts.ts'
import { signInErrors } from '../sign-in-errors.ts'
import type { SignInTables } from '../tables.ts'
import { type InstanceIdentity, insertIdentity, listIdentities } from './identity-store.ts'
import { recordLink } from './record-link.ts'

/** More than anybody needs, and few enough for a list without pages. */
const MOST_IDENTITIES = 20

/**
 * Links an identity to the account of a signed-in person. An identity that is theirs already stays.
 *
 * @throws ProblemError `SIGN_IN_IDENTITY_TAKEN`, `SIGN_IN_TOO_MANY_IDENTITIES`
 */
export async function linkIdentity(
  parts: SignInParts,
  { userId, instance, identity }: InstanceIdentity & { readonly userId: string },
): Promise<void> {
  await parts.database.transaction<SignInTables, void>(async (trx: Transaction<SignInTables>) => {
    // Two links of one person at a time are counted one after the other.
    if (!(await parts.signIns.lockUser(trx, userId))) return
    const linked = await listIdentities(trx, userId)
    const isLinked = linked.some(
      (each) =>
        each.instance_id === instance && each.issuer === identity.issuer && each.subject === identity.subject,
    )
    if (isLinked) return
    if (linked.length >= MOST_IDENTITIES)
      throw new ProblemError(signInErrors.SIGN_IN_TOO_MANY_IDENTITIES, {
        detail: `An account has at most ${MOST_IDENTITIES}: remove one first.`,
      })
    const id = await insertIdentity(trx, { userId, instance, identity })
    if (id === undefined)
      throw new ProblemError(signInErrors.SIGN_IN_IDENTITY_TAKEN, {
        detail: 'Sign in to that account and remove it there first.',
      })
    const { issuer, subject } = identity
    await recordLink(parts, trx, { id, user_id: userId, instance_id: instance, issuer, subject })
  })
}
