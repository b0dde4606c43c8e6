import { ofEnabledUser } from '@tributary/accounts'
import type { ClaimQuery } from '@tributary/core'
import { arrayLiteral, IS_UNLEASED, leaseEnd } from '@tributary/database'
import { sql } from 'kysely'
import type { FeedPosition } from '../endpoint-store.ts'
import type { Db } from '../parts.ts'
import type { EndpointRow } from '../tables.ts'

/** Longer than an attempt and the statements around it; each of them begins it again. */
const LEASE_SECONDS = 60

/** An endpoint that this process serves. */
export interface Claim {
  readonly id: string
  readonly userId: string
  /** Who serves it. */
  readonly owner: string
  /** `wakes` when it was claimed. */
  readonly wakes: number
}

/** What a disabled user has chosen is not sent: another person may have set it with their account. It waits until the user is enabled again. */
export const OF_ENABLED_USER = ofEnabledUser('webhook_endpoints.user_id')

const UNTIL = leaseEnd(LEASE_SECONDS)

/**
 * Claims due endpoints that no process serves, at most `mostOfPerson` of one person. The lease is by the clock of the database, since
 * those of several processes differ.
 */
export async function claimDue(db: Db, query: ClaimQuery & { readonly now: Date }): Promise<Claim[]> {
  const { owner, now, limit, mostOfPerson, busy } = query
  const { rows } = await sql<{ id: string; user_id: string; wakes: number }>`
    with due as (
      select id, due_at, row_number() over (partition by user_id order by due_at) as place
      from webhook_endpoints
      where enabled and due_at <= ${now} and ${IS_UNLEASED}
        and not user_id = any(${arrayLiteral(busy)}::text[]) and ${OF_ENABLED_USER}
    ),
    free as (
      select id from webhook_endpoints
      where id in (select id from due where place <= ${mostOfPerson} order by due_at limit ${limit})
        and enabled and due_at <= ${now} and ${IS_UNLEASED}
      for update skip locked
    )
    update webhook_endpoints set leased_by = ${owner}, leased_until = ${UNTIL}
    where id in (select id from free)
    returning id, user_id, wakes`.execute(db)
  return rows.map(({ id, user_id: userId, wakes }) => ({ id, userId, owner, wakes }))
}

/** The endpoint, with its lease begun again; `undefined` if it or its user was disabled or deleted, or another process serves it. */
export async function renewLease(db: Db, { id, owner }: Claim): Promise<EndpointRow | undefined> {
  return db
    .updateTable('webhook_endpoints')
    .set({ leased_until: UNTIL })
    .where('id', '=', id)
    .where('leased_by', '=', owner)
    .where('enabled', '=', true)
    .where(OF_ENABLED_USER)
    .returningAll()
    .executeTakeFirst()
}

/** Ends the lease. The endpoint is due at `next`, or still now if it was woken meanwhile. */
export async function endLease(db: Db, { id, owner, wakes }: Claim, next: Date | null): Promise<void> {
  await sql`
    update webhook_endpoints set leased_by = null, leased_until = null,
      due_at = case when wakes = ${wakes} then ${next} else due_at end
    where id = ${id} and leased_by = ${owner}`.execute(db)
}

export async function saveCursor(db: Db, { id }: Claim, position: FeedPosition): Promise<void> {
  await db
    .updateTable('webhook_endpoints')
    .set({ cursor: position.cursor, cursor_types: [...position.cursorTypes], cursor_at: position.at })
    .where('id', '=', id)
    .execute()
}

export async function setFailingSince(db: Db, { id }: Claim, since: Date | null): Promise<void> {
  await db.updateTable('webhook_endpoints').set({ failing_since: since }).where('id', '=', id).execute()
}
