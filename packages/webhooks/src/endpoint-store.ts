import { type KeysetPage, keysetPage } from '@tributary/database'
import { sql, type Transaction } from 'kysely'
import type { OwnedEndpoint } from './endpoint-secrets.ts'
import type { Db } from './parts.ts'
import type { DisabledReason, EndpointRow, WebhooksTables } from './tables.ts'

/** What a person sets. */
export interface EndpointContents {
  readonly url: string
  readonly description: string
  readonly types: readonly string[] | null
  readonly enabled: boolean
}

export interface FeedPosition {
  readonly cursor: string | null
  readonly cursorTypes: readonly string[]
  readonly at: Date
}

/** Adds an endpoint unless the person has too many; resolves to the number there is then instead. */
export async function insertEndpoint(
  trx: Transaction<WebhooksTables>,
  endpoint: EndpointContents & {
    readonly id: string
    readonly userId: string
    readonly position: FeedPosition
    readonly most: number
  },
): Promise<EndpointRow | number> {
  const { id, userId, url, description, types, enabled, position, most } = endpoint
  // Two at once would both find room for one.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`webhooks/${userId}`}, 0))`.execute(trx)
  const { count } = await trx
    .selectFrom('webhook_endpoints')
    .select(sql<number>`count(*)`.as('count'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  if (count >= most) return count
  return trx
    .insertInto('webhook_endpoints')
    .values({
      id,
      user_id: userId,
      url,
      description,
      types: types === null ? null : [...types],
      enabled,
      cursor: position.cursor,
      cursor_types: [...position.cursorTypes],
      cursor_at: position.at,
      due_at: position.at,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** The oldest first. */
export async function listEndpoints(
  db: Db,
  query: { userId: string; limit: number; cursor?: string | undefined },
): Promise<KeysetPage<EndpointRow>> {
  const { userId, limit, cursor } = query
  return keysetPage(db.selectFrom('webhook_endpoints').selectAll().where('user_id', '=', userId), {
    list: 'webhook-endpoints',
    by: [
      ['created_at', 'timestamptz'],
      ['id', 'uuid'],
    ],
    direction: 'asc',
    limit,
    cursor,
  })
}

export async function listEndpointIds(db: Db, userId: string): Promise<string[]> {
  const rows = await db.selectFrom('webhook_endpoints').select('id').where('user_id', '=', userId).execute()
  return rows.map(({ id }) => id)
}

/** A person's endpoint; `undefined` for one of another person. */
export async function findEndpoint(db: Db, userId: string, id: string): Promise<EndpointRow | undefined> {
  return db
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Changes what is given. */
export async function updateEndpoint(
  db: Db,
  { id, user_id }: OwnedEndpoint,
  contents: Partial<EndpointContents>,
): Promise<EndpointRow | undefined> {
  const { types, ...rest } = contents
  return db
    .updateTable('webhook_endpoints')
    .set({
      ...rest,
      ...(types === undefined ? {} : { types: types === null ? null : [...types] }),
      ...(rest.enabled === true ? { disabled_reason: null } : {}),
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .where('user_id', '=', user_id)
    .returningAll()
    .executeTakeFirst()
}

/** Has the waiting deliveries of an endpoint begin their schedule again, now. */
export async function resumeEndpoint(db: Db, id: string, now: Date): Promise<void> {
  await db
    .updateTable('webhook_deliveries')
    .set({ failures: 0, next_attempt_at: now })
    .where('endpoint_id', '=', id)
    .where('status', '=', 'pending')
    .execute()
  await db.updateTable('webhook_endpoints').set({ failing_since: null }).where('id', '=', id).execute()
  await wakeEndpoint(db, id, now)
}

/** Has an endpoint served: at once, or once more after those who serve it now. */
export async function wakeEndpoint(db: Db, id: string, now: Date): Promise<void> {
  await db
    .updateTable('webhook_endpoints')
    .set({ due_at: sql<Date>`least(due_at, ${now})`, wakes: sql<number>`wakes + 1` })
    .where('id', '=', id)
    .where('enabled', '=', true)
    .execute()
}

/** Locks the endpoint; `undefined` if its secret was rotated since it was read. */
export async function setPreviousSecretUntil(
  db: Db,
  { id, previous_secret_until: before }: EndpointRow,
  until: Date,
): Promise<EndpointRow | undefined> {
  return db
    .updateTable('webhook_endpoints')
    .set({ previous_secret_until: until, updated_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where('previous_secret_until', 'is not distinct from', before)
    .returningAll()
    .executeTakeFirst()
}

/** Resolves to the endpoints whose replaced secret no longer signs. */
export async function endRotations(db: Db, now: Date): Promise<OwnedEndpoint[]> {
  return db
    .updateTable('webhook_endpoints')
    .set({ previous_secret_until: null })
    .where('previous_secret_until', '<=', now)
    .returning(['id', 'user_id'])
    .execute()
}

export async function disableEndpoint(db: Db, id: string, reason: DisabledReason): Promise<void> {
  await db
    .updateTable('webhook_endpoints')
    .set({ enabled: false, disabled_reason: reason, due_at: null, updated_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute()
}

export async function deleteEndpoint(db: Db, { id, user_id }: OwnedEndpoint): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('webhook_endpoints')
    .where('id', '=', id)
    .where('user_id', '=', user_id)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}
