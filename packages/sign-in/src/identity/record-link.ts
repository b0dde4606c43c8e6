import { changesBetween } from '@tributary/audit'
import type { Transaction } from 'kysely'
import type { SignInParts } from '../parts.ts'
import type { IdentityRow, SignInTables } from '../tables.ts'

/** Which identity was linked to whom, in the audit log. */
export async function recordLink(
  { audit }: Pick<SignInParts, 'audit'>,
  trx: Transaction<SignInTables>,
  identity: Pick<IdentityRow, 'id' | 'user_id' | 'instance_id' | 'issuer' | 'subject'>,
): Promise<void> {
  const { id, user_id: userId, instance_id: instanceId, issuer, subject } = identity
  await audit.record(
    {
      by: { userId, kind: 'session' },
      action: 'created',
      subjectType: 'identity',
      subjectId: id,
      changes: changesBetween({}, { userId, instanceId, issuer, subject }),
    },
    { trx },
  )
}
