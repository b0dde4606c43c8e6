import { ProblemError } from '@tributary/core'
import type { Transaction } from 'kysely'
import type { SignInParts } from '../parts.ts'
import { listServices } from '../services.ts'
import { signInErrors } from '../sign-in-errors.ts'
import type { SignInTables } from '../tables.ts'
import { deleteIdentity, listIdentities } from './identity-store.ts'

/**
 * Removes an identity from an account that can be signed in to without it: by a password, or by another identity whose instance is enabled.
 *
 * @throws ProblemError `SIGN_IN_IDENTITY_NOT_FOUND`, `SIGN_IN_LAST_WAY`
 */
export async function unlinkIdentity(
  parts: SignInParts,
  { userId, id }: { readonly userId: string; readonly id: string },
): Promise<void> {
  const enabled = new Set((await listServices(parts)).map((service) => service.id))
  await parts.database.transaction<SignInTables, void>(async (trx: Transaction<SignInTables>) => {
    // Two removals at a time must not each leave the other's identity.
    await parts.signIns.lockUser(trx, userId)
    const linked = await listIdentities(trx, userId)
    const found = linked.find((each) => each.id === id)
    if (found === undefined) throw new ProblemError(signInErrors.SIGN_IN_IDENTITY_NOT_FOUND)
    const isOtherWay = linked.some((each) => each.id !== id && enabled.has(each.instance_id))
    if (!isOtherWay && !(await parts.signIns.hasPassword(trx, userId)))
      throw new ProblemError(signInErrors.SIGN_IN_LAST_WAY, {
        detail: 'Link another identity first, or ask an administrator to set a password.',
      })
    await deleteIdentity(trx, id)
    await parts.audit.record(
      {
        by: { userId, kind: 'session' },
        action: 'deleted',
        subjectType: 'identity',
        subjectId: id,
      },
      { trx },
    )
  })
}
