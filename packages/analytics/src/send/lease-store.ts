import { ofEnabledUser } from '@tributary/accounts'
import type { ClaimQuery } from '@tributary/core'
import { arrayLiteral, IS_UNLEASED, leaseEnd } from '@tributary/database'
import { sql } from 'kysely'
import type { Db } from '../parts.ts'
import type { SubscriptionRow } from '../tables.ts'

/** Longer than a write and the statements around it; each of them begins it again. */
const LEASE_SECONDS = 120
/** Of all processes. One that is slow takes no more of their places. */
const AT_ONCE_PER_INSTANCE = 8

/** A subscription that this process serves. */
export interface Claim {
  readonly id: string
  readonly userId: string
  readonly owner: string
  /** `wakes` when it was claimed. */
  readonly wakes: number
}

/** Of a disabled user nothing is sent until the user is enabled again. */
export const OF_ENABLED_USER = ofEnabledUser('analytics_subscriptions.user_id')

const UNTIL = leaseEnd(LEASE_SECONDS)

/**
 * Claims due subscriptions that no process serves, at most `mostOfPerson` of one person and eight of an instance, those being served by any
 * process among them. The lease is by the clock of the database, since those of several processes differ.
 */
export async function claimDue(db: Db, query: ClaimQuery & { readonly now: Date }): Promise<Claim[]> {
  const { owner, now, limit, mostOfPerson, busy } = query
  const { rows } = await sql<{ id: string; user_id: string; wakes: number }>`
    with served as (
      select instance, count(*) as count from analytics_subscriptions where leased_until >= now() group by instance
    ),
    due as (
      select id, due_at, coalesce(served.count, 0) + row_number() over (partition by instance order by due_at, id) as place_of_instance,
        row_number() over (partition by user_id order by due_at, id) as place
      from analytics_subscriptions left join served using (instance)
      where enabled and due_at <= ${now} and ${IS_UNLEASED}
        and not user_id = any(${arrayLiteral(busy)}::text[]) and ${OF_ENABLED_USER}
    ),
    free as (
      select id from analytics_subscriptions
      where id in (
          select id from due where place <= ${mostOfPerson} and place_of_instance <= ${AT_ONCE_PER_INSTANCE}
          order by due_at limit ${limit})
        and enabled and due_at <= ${now} and ${IS_UNLEASED}
      for update skip locked
    )
    update analytics_subscriptions set leased_by = ${owner}, leased_until = ${UNTIL}
    where id in (select id from free)
    returning id, user_id, wakes`.execute(db)
  return rows.map(({ id, user_id: userId, wakes }) => ({ id, userId, owner, wakes }))
}

/** The subscription, with its lease begun again; `undefined` if the person has opted out, or another process serves it. */
export async function renewLease(db: Db, { id, owner }: Claim): Promise<SubscriptionRow | undefined> {
  return db
    .updateTable('analytics_subscriptions')
    .set({ leased_until: UNTIL })
    .where('id', '=', id)
    .where('leased_by', '=', owner)
    .where('enabled', '=', true)
    .where(OF_ENABLED_USER)
    .returningAll()
    .executeTakeFirst()
}

/** Moves the cursor over what was sent; `false` if the claim was lost or other data were chosen meanwhile. */
export async function recordSent(
  db: Db,
  { id, owner }: Claim,
  sent: {
    readonly revision: number
    readonly cursor: string
    readonly sent: number
    readonly refused: number
    readonly now: Date
  },
): Promise<boolean> {
  const { rows } = await sql`
    update analytics_subscriptions
    set cursor = ${sent.cursor}, sent_points = sent_points + ${sent.sent}, refused_points = refused_points + ${sent.refused},
      last_sent_at = case when ${sent.sent} > 0 then ${sent.now} else last_sent_at end,
      failures = 0, last_error = null, last_error_at = null, leased_until = ${UNTIL}
    where id = ${id} and leased_by = ${owner} and enabled and revision = ${sent.revision}
    returning id`.execute(db)
  return rows.length > 0
}

export async function recordFailure(
  db: Db,
  { id, owner }: Claim,
  failure: { readonly message: string; readonly now: Date },
): Promise<number> {
  const row = await db
    .updateTable('analytics_subscriptions')
    .set({
      failures: sql<number>`failures + 1`,
      last_error: failure.message,
      last_error_at: failure.now,
    })
    .where('id', '=', id)
    .where('leased_by', '=', owner)
    .returning('failures')
    .executeTakeFirst()
  return row?.failures ?? 1
}

/** Before all data are sent again: the position in the feed is no longer valid. */
export async function forgetCursor(db: Db, { id, owner }: Claim): Promise<void> {
  await db
    .updateTable('analytics_subscriptions')
    .set({ cursor: null })
    .where('id', '=', id)
    .where('leased_by', '=', owner)
    .execute()
}

/** Ends the lease. The subscription is due at `next`, or still now if it was woken meanwhile and did not fail. */
export async function endLease(
  db: Db,
  { id, owner, wakes }: Claim,
  { next, hasFailed }: { readonly next: Date | null; readonly hasFailed: boolean },
): Promise<void> {
  await sql`
    update analytics_subscriptions set leased_by = null, leased_until = null,
      due_at = case when wakes = ${wakes} or ${hasFailed} then ${next} else due_at end
    where id = ${id} and leased_by = ${owner}`.execute(db)
}

/** The instance was deleted: nothing can be sent there any longer. */
export async function deleteOfInstance(db: Db, instance: string): Promise<void> {
  await db.deleteFrom('analytics_subscriptions').where('instance', '=', instance).execute()
}
