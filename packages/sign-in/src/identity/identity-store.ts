import { randomUUID } from 'node:crypto'
import type { SignedInIdentity } from '@tributary/integration-kit/providers'
import type { IdentityRow, SignInDb } from '../tables.ts'

/** An identity at an instance. */
export interface InstanceIdentity {
  readonly instance: string
  readonly identity: SignedInIdentity
}

/** Records the use of an identity. Resolves to whose it is, if it is linked. */
export async function recordIdentityUse(
  trx: SignInDb,
  { instance, identity }: InstanceIdentity,
  now: Date,
): Promise<string | undefined> {
  const row = await trx
    .updateTable('sign_in_identities')
    .set({ last_used_at: now, name: identity.name ?? null, email: identity.email ?? null })
    .where('instance_id', '=', instance)
    .where('issuer', '=', identity.issuer)
    .where('subject', '=', identity.subject)
    .returning('user_id')
    .executeTakeFirst()
  return row?.user_id
}

/** `undefined` if it is linked already. */
export async function insertIdentity(
  trx: SignInDb,
  { userId, instance, identity }: InstanceIdentity & { readonly userId: string },
): Promise<string | undefined> {
  const row = await trx
    .insertInto('sign_in_identities')
    .values({
      id: randomUUID(),
      user_id: userId,
      instance_id: instance,
      issuer: identity.issuer,
      subject: identity.subject,
      name: identity.name ?? null,
      email: identity.email ?? null,
    })
    .onConflict((conflict) => conflict.constraint('sign_in_identities_key').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

export async function listIdentities(db: SignInDb, userId: string): Promise<readonly IdentityRow[]> {
  return db
    .selectFrom('sign_in_identities')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

export async function deleteIdentity(trx: SignInDb, id: string): Promise<void> {
  await trx.deleteFrom('sign_in_identities').where('id', '=', id).execute()
}
