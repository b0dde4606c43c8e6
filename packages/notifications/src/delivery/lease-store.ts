import { ofEnabledUser } from '@tributary/accounts'
import type { ClaimQuery } from '@tributary/core'
import { arrayLiteral, IS_UNLEASED, leaseEnd } from '@tributary/database'
import { sql } from 'kysely'
import type { Db } from '../parts.ts'
import type { ChannelRow } from '../tables.ts'

/** Longer than an attempt and the statements around it; each of them begins it again. */
const LEASE_SECONDS = 90

/** A channel that this process serves. */
export interface Claim {
  readonly id: string
  readonly userId: string
  /** Of each look another: a lease that this process has lost and claimed again is not the same. */
  readonly owner: string
}

/** What a disabled user has chosen is not sent; it waits until the user is enabled again. */
const OF_ENABLED_USER = ofEnabledUser('notification_channels.user_id')

const UNTIL = leaseEnd(LEASE_SECONDS)

/**
 * Claims channels with due deliveries that no process serves, at most `mostOfPerson` of one person. The lease is by the clock of the
 * database, since those of several processes differ.
 */
export async function claimDue(db: Db, query: ClaimQuery & { readonly now: Date }): Promise<Claim[]> {
  const { owner, now, limit, mostOfPerson, busy } = query
  const isFree = sql`
    confirmed_at is not null and paused_reason is null and (not_before is null or not_before <= ${now})
    and ${IS_UNLEASED} and ${OF_ENABLED_USER}`
  const { rows } = await sql<{ id: string; user_id: string }>`
    with waiting as (
      select channel_id, min(next_at) as due_at from notification_deliveries
      where state in ('waiting', 'sending') and next_at <= ${now}
      group by channel_id
    ),
    due as (
      select id, due_at, row_number() over (partition by user_id order by due_at) as place
      from notification_channels join waiting on waiting.channel_id = id
      where ${isFree} and not user_id = any(${arrayLiteral(busy)}::text[])
    ),
    free as (
      select id from notification_channels
      where id in (select id from due where place <= ${mostOfPerson} order by due_at limit ${limit}) and ${isFree}
      for no key update skip locked
    )
    update notification_channels set leased_by = ${owner}, leased_until = ${UNTIL}
    where id in (select id from free)
    returning id, user_id`.execute(db)
  return rows.map(({ id, user_id: userId }) => ({ id, userId, owner }))
}

/** The channel, with its lease begun again; `undefined` if it or its user must not be sent to any more, or another process serves it. */
export async function renewLease(db: Db, { id, owner }: Claim): Promise<ChannelRow | undefined> {
  return db
    .updateTable('notification_channels')
    .set({ leased_until: UNTIL })
    .where('id', '=', id)
    .where('leased_by', '=', owner)
    .where('confirmed_at', 'is not', null)
    .where('paused_reason', 'is', null)
    .where(OF_ENABLED_USER)
    .returningAll()
    .executeTakeFirst()
}

/** The channel, whatever has become of it during an attempt, with its lease begun again; `undefined` if another process serves it. */
export async function lockLeased(db: Db, { id, owner }: Claim): Promise<ChannelRow | undefined> {
  return db
    .updateTable('notification_channels')
    .set({ leased_until: UNTIL })
    .where('id', '=', id)
    .where('leased_by', '=', owner)
    .returningAll()
    .executeTakeFirst()
}

/** Ends the lease; with seconds, no process serves the channel for so long. */
export async function endLease(db: Db, { id, owner }: Claim, seconds = 0): Promise<void> {
  await sql`
    update notification_channels set leased_by = null,
      leased_until = case when ${seconds}::integer > 0 then ${leaseEnd(seconds)} end
    where id = ${id} and leased_by = ${owner}`.execute(db)
}

export async function setNotBefore(db: Db, { id }: Claim, at: Date): Promise<void> {
  await db.updateTable('notification_channels').set({ not_before: at }).where('id', '=', id).execute()
}
