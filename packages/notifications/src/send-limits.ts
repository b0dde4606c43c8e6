import { sql } from 'kysely'
import { HOUR_MILLISECONDS, MOST_CODES_PER_RECIPIENT, MOST_PER_HOUR } from './limits.ts'
import type { Db } from './parts.ts'
import type { SendsTable } from './tables.ts'

interface Send {
  readonly userId: string
  readonly purpose: SendsTable['purpose']
  readonly recipientHash?: string
  readonly now: number
}

/**
 * Records a message that is about to be sent, unless the hour of the person, or of the address, has too many: then resolves to when there is
 * room again, in milliseconds since 1970. To be called in a transaction.
 */
export async function recordSend(trx: Db, send: Send): Promise<number | undefined> {
  const { userId, purpose, recipientHash, now } = send
  // Two at once would both find room for one.
  for (const subject of [userId, ...(recipientHash === undefined ? [] : [recipientHash])])
    await sql`select pg_advisory_xact_lock(hashtextextended(${`notification-sends/${subject}`}, 0))`.execute(
      trx,
    )
  const ofPerson = await roomAt(trx, { user_id: userId, purpose }, { most: MOST_PER_HOUR[purpose], now })
  const ofRecipient =
    recipientHash === undefined
      ? undefined
      : await roomAt(trx, { recipient_hash: recipientHash }, { most: MOST_CODES_PER_RECIPIENT, now })
  const later = Math.max(ofPerson ?? 0, ofRecipient ?? 0)
  if (later > 0) return later
  await trx
    .insertInto('notification_sends')
    .values({ user_id: userId, purpose, recipient_hash: recipientHash ?? null, at: new Date(now) })
    .execute()
  return undefined
}

async function roomAt(
  db: Db,
  where: Partial<Pick<SendsTable, 'user_id' | 'purpose' | 'recipient_hash'>>,
  { most, now }: { readonly most: number; readonly now: number },
): Promise<number | undefined> {
  let query = db
    .selectFrom('notification_sends')
    .select('at')
    .where('at', '>', new Date(now - HOUR_MILLISECONDS))
  for (const [column, value] of Object.entries(where)) query = query.where(column as 'user_id', '=', value)
  const last = await query
    .orderBy('at', 'desc')
    .offset(most - 1)
    .limit(1)
    .executeTakeFirst()
  return last === undefined ? undefined : last.at.getTime() + HOUR_MILLISECONDS
}
