import { arrayLiteral, byCodePoint } from '@tributary/database'
import type { MediaType } from '@tributary/integration-kit'
import { addDays, type DateRange, utcDate } from '@tributary/integration-kit/dates'
import type { DeliveredRecord } from '@tributary/integration-kit/host'
import { type Kysely, type RawBuilder, type SelectQueryBuilder, sql, type Transaction } from 'kysely'
import type { FacetName } from './item-facets.ts'
import { isWithin } from './local-day.ts'
import { titleContains } from './search/title-contains.ts'
import type { LibraryTables, MediaItemRow } from './tables.ts'

type Db = Kysely<LibraryTables>

/** Selects items of a user. Every filter narrows the result. */
export interface ItemFilter {
  readonly integration?: string | undefined
  readonly type?: MediaType | undefined
  /** Local dates, both inclusive, `YYYY-MM-DD`. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** Where the dates of instants are computed; without, items are compared by `occurred_on` as delivered. */
  readonly timeZone?: string | undefined
  /** Excludes these integrations. */
  readonly notIntegrations?: readonly string[] | undefined
  /** A part of the title, case-insensitive. */
  readonly text?: string | undefined
  /** What an index has found for `text`: then titles are not searched. */
  readonly foundIds?: readonly string[] | undefined
  readonly updatedSince?: Date | undefined
  /** What other plugins know of the items, with the SQL of those that have it. */
  readonly facets?: readonly FacetFilter[] | undefined
}

export interface FacetFilter {
  readonly facet: FacetName
  readonly value: string
  /** Each a query for ids; one of them has to have the item. */
  readonly queries: readonly RawBuilder<unknown>[]
}

/** With the JSON of the raw record as it is stored. */
export async function findItem(
  db: Db,
  userId: string,
  id: string,
): Promise<(MediaItemRow & { readonly raw_text: string }) | undefined> {
  return itemsOf(db, userId, {})
    .selectAll()
    .select(sql<string>`raw::text`.as('raw_text'))
    .where('id', '=', Number(id))
    .executeTakeFirst()
}

/** The number of a user's items per integration and month. */
export interface MonthlyCount {
  readonly integration: string
  /** `YYYY-MM`. */
  readonly month: string
  readonly count: number
}

/** The integrations with items of a user: steps through the index from one to the next. */
export async function listIntegrations(db: Db, userId: string): Promise<string[]> {
  const { rows } = await sql<{ platform: string }>`
    with recursive platforms (platform) as (
      select min(platform) from media_items where user_id = ${userId}
      union all
      select (select min(platform) from media_items where user_id = ${userId} and platform > platforms.platform)
      from platforms where platforms.platform is not null
    )
    select platform from platforms where platform is not null`.execute(db)
  return rows.map(({ platform }) => platform)
}

export async function countByMonth(db: Db, userId: string, filter: ItemFilter): Promise<MonthlyCount[]> {
  const month = sql<string>`to_char(occurred_on, 'YYYY-MM')`
  // Grouped by day first: formatting the date of each item takes longer than reading and counting all items.
  const days = itemsOf(db, userId, filter)
    .select(['platform', 'occurred_on', sql<number>`count(*)`.as('count')])
    .groupBy(['platform', 'occurred_on'])
  return db
    .selectFrom(days.as('days'))
    .select(['platform as integration', month.as('month'), sql<number>`sum(count)::bigint`.as('count')])
    .groupBy(['platform', month])
    .orderBy(byCodePoint('platform'))
    .orderBy('month')
    .execute()
}

/** Deletes all items of a user, or those of one platform. */
export async function deleteItemsOf(
  trx: Transaction<LibraryTables>,
  userId: string,
  platform?: string,
): Promise<void> {
  for (const table of ['media_import_items', 'media_deliveries', 'media_items'] as const) {
    const theirs = trx.deleteFrom(table).where('user_id', '=', userId)
    await (platform === undefined ? theirs : theirs.where('platform', '=', platform)).execute()
  }
}

/** The items of a user that pass a filter. */
export function itemsOf(
  db: Db,
  userId: string,
  filter: ItemFilter,
): SelectQueryBuilder<LibraryTables, 'media_items', object> {
  let items: SelectQueryBuilder<LibraryTables, 'media_items', object> = db
    .selectFrom('media_items')
    .where('user_id', '=', userId)
  if (filter.integration !== undefined) items = items.where('platform', '=', filter.integration)
  if (filter.notIntegrations !== undefined && filter.notIntegrations.length > 0)
    items = items.where('platform', 'not in', filter.notIntegrations)
  if (filter.type !== undefined) items = items.where('type', '=', filter.type)
  for (const condition of isWithin(filter)) items = items.where(condition)
  if (filter.updatedSince !== undefined) items = items.where('updated_at', '>=', filter.updatedSince)
  if (filter.foundIds !== undefined)
    items = items.where(sql<boolean>`media_items.id = any(${arrayLiteral(filter.foundIds)}::bigint[])`)
  else if (filter.text !== undefined) items = items.where(titleContains(filter.text))
  for (const { queries } of filter.facets ?? []) items = items.where(hasFacet(queries))
  return items
}

function hasFacet(queries: readonly RawBuilder<unknown>[]): RawBuilder<boolean> {
  if (queries.length === 0) return sql<boolean>`false`
  return sql<boolean>`media_items.id in (${sql.join(queries, sql` union `)})`
}

/** All of them are in memory; a file without order needs all dates at once. */
const MOST_DELIVERED = 20_000

/**
 * The items of one platform on local dates, both inclusive: whole days with at most `MOST_DELIVERED` items in total, earliest
 * first. An instant is up to 14 hours away from its local date.
 */
export async function listDelivered(
  db: Db,
  query: { readonly userId: string; readonly integration: string; readonly dates: DateRange },
): Promise<readonly DeliveredRecord[]> {
  const { userId, integration, dates } = query
  const rows = await db
    .selectFrom('media_items')
    .select(['external_id', 'occurred_on', 'sort_at'])
    .where('user_id', '=', userId)
    .where('platform', '=', integration)
    .where('occurred_on', '>=', dates.startDate)
    .where('occurred_on', '<=', dates.endDate)
    // Lets the index by time be used.
    .where(sql<boolean>`sort_at >= ${dates.startDate}::timestamp at time zone 'UTC' - interval '1 day'`)
    .where(sql<boolean>`sort_at < ${dates.endDate}::timestamp at time zone 'UTC' + interval '2 days'`)
    .orderBy('sort_at')
    .limit(MOST_DELIVERED + 1)
    .execute()
  const firstMissing = rows.length > MOST_DELIVERED ? rows.at(-1)?.sort_at : undefined
  return rows
    .filter((row) => firstMissing === undefined || hasEnded(row.occurred_on, firstMissing))
    .map((row) => ({ externalId: row.external_id, date: row.occurred_on }))
}

/** Whether a local date has ended in every time zone by an instant. */
function hasEnded(date: string, instant: Date): boolean {
  return addDays(date, 2) <= utcDate(instant)
}
