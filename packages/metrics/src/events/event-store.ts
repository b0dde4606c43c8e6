import { type KeysetPage, keysetPage } from '@tributary/database'
import { NO_CONNECTION } from '@tributary/jobs'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { EventRow, MetricsTables } from '../tables.ts'

/** Selects events of a user. Every filter narrows the result. */
export interface EventFilter {
  readonly type?: string | undefined
  readonly integration?: string | undefined
  /** Excludes these integrations. */
  readonly notIntegrations?: readonly string[] | undefined
  readonly connectionId?: string | undefined
  /** Local dates, both inclusive. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly updatedSince?: Date | undefined
}

interface EventQuery {
  readonly userId: string
  readonly filter: EventFilter
  readonly order?: 'asc' | 'desc' | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

/** Sorts by start, newest first by default. */
export async function listEvents(
  db: Kysely<MetricsTables>,
  { userId, filter, order: direction = 'desc', cursor, limit }: EventQuery,
): Promise<KeysetPage<EventRow>> {
  let rows = db.selectFrom('events').selectAll().where('user_id', '=', userId)
  if (filter.type !== undefined) rows = rows.where('type', '=', filter.type)
  if (filter.integration !== undefined) rows = rows.where('source', '=', filter.integration)
  if (filter.notIntegrations !== undefined && filter.notIntegrations.length > 0)
    rows = rows.where('source', 'not in', filter.notIntegrations)
  if (filter.connectionId !== undefined) rows = rows.where('connection_id', '=', filter.connectionId)
  if (filter.from !== undefined) rows = rows.where('date', '>=', filter.from)
  if (filter.to !== undefined) rows = rows.where('date', '<=', filter.to)
  if (filter.updatedSince !== undefined) rows = rows.where('updated_at', '>=', filter.updatedSince)
  return keysetPage(rows, {
    list: 'events',
    by: [
      ['started_at', 'timestamptz'],
      ['id', 'bigint'],
    ],
    direction,
    filters: { ...filter },
    limit,
    cursor,
  })
}

/** One event of a user. */
export async function findEvent(
  db: Kysely<MetricsTables>,
  userId: string,
  id: number,
): Promise<(EventRow & { readonly raw_text: string }) | undefined> {
  return db
    .selectFrom('events')
    .selectAll()
    .select(sql<string>`raw::text`.as('raw_text'))
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** The number of a user's events per type, with their first and last dates. */
export async function countEvents(db: Kysely<MetricsTables>, userId: string): Promise<readonly EventCount[]> {
  const { rows } = await sql<EventCount>`
    select source as integration, type, count(*)::integer as count, min(date)::text as "firstDate", max(date)::text as "lastDate"
    from events where user_id = ${userId} group by source, type`.execute(db)
  return rows
}

export interface EventCount {
  readonly integration: string
  readonly type: string
  readonly count: number
  readonly firstDate: string
  readonly lastDate: string
}

/** Deletes events that the provider has deleted. */
export async function removeEvents(
  trx: Transaction<MetricsTables>,
  whose: { readonly userId: string; readonly integration: string; readonly connectionId: string | null },
  externalIds: readonly string[],
): Promise<void> {
  if (externalIds.length === 0) return
  await trx
    .deleteFrom('events')
    .where('external_id', 'in', [...externalIds])
    .where('connection_id', '=', whose.connectionId ?? NO_CONNECTION)
    .where('user_id', '=', whose.userId)
    .where('source', '=', whose.integration)
    .execute()
}

/** Dates with events of a stream, each with the connection that delivered them. */
export async function listDatesWithEvents(
  db: Kysely<MetricsTables>,
  query: {
    readonly userId: string
    readonly integration: string
    readonly stream: string
    readonly from: string
    readonly to: string
  },
): Promise<readonly { readonly date: string; readonly connection_id: string }[]> {
  return (
    db
      .selectFrom('events')
      .select(['date', 'connection_id'])
      .distinct()
      .where('user_id', '=', query.userId)
      .where('source', '=', query.integration)
      .where('stream', '=', query.stream)
      .where('date', '>=', query.from)
      .where('date', '<=', query.to)
      // Lets the index by time be used: an instant is up to 14 hours away from its local date, and the rest is for providers that differ.
      .where(sql<boolean>`started_at >= ${query.from}::timestamp at time zone 'UTC' - interval '3 days'`)
      .where(sql<boolean>`started_at < ${query.to}::timestamp at time zone 'UTC' + interval '4 days'`)
      .execute()
  )
}
