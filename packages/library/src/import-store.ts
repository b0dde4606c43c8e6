import { arrayLiteral } from '@tributary/database'
import { NO_CONNECTION, type UndoneRecords } from '@tributary/jobs'
import { sql, type Transaction } from 'kysely'
import { itemIdentity, type Whose } from './item-identity.ts'
import { lockPlatform } from './lock-platform.ts'
import type { LibraryTables } from './tables.ts'

type Trx = Transaction<LibraryTables>

/** How many lists of items, each of a page, one step of undoing takes: some thousand items. */
const LISTS_AT_ONCE = 20

/** A page of an import, or of a sync without an account: `importId` is then absent. */
export interface ImportedPage extends Whose {
  readonly importId: string | undefined
  readonly externalIds: readonly string[]
  /** The external ids of records that may be items with another id. */
  readonly matchedIds: readonly string[]
}

/**
 * Records which items a page has delivered, in the statement that writes them: of a file if it has written all of `count` items, else
 * `insertImportedItems` is needed; of a sync without an account those that it has added.
 */
export function listWritten(
  { userId, platform, importId }: Omit<ImportedPage, 'externalIds' | 'matchedIds'>,
  count: number,
) {
  const which =
    importId === undefined ? sql`where is_new having count(*) > 0` : sql`having count(*) = ${count}::integer`
  return sql`
    insert into media_import_items (user_id, platform, import_id, item_ids, first_id, last_id)
    select ${userId}, ${platform}, ${importId ?? NO_CONNECTION}::uuid, array_agg(id order by id), min(id), max(id)
    from written ${which}`
}

/**
 * Records which items a page of a file has delivered, new and known ones: one row per page, since a row per item or a change of each known
 * item would double the cost of importing a file again. Syncs without an account only record the items that they have added.
 */
export async function insertImportedItems(trx: Trx, page: ImportedPage): Promise<void> {
  const { userId, platform, importId, externalIds, matchedIds } = page
  if (externalIds.length === 0) return
  const identities = externalIds.map((id) => itemIdentity(page, id))
  const added = importId === undefined ? sql`and created_at = now()` : sql``
  const matched =
    matchedIds.length === 0
      ? sql``
      : sql`
        union
        select delivery.item_id
        from unnest(${arrayLiteral(matchedIds)}::text[]) as incoming (external_id)
        cross join lateral (
          select item_id from media_deliveries
          where external_id = incoming.external_id and user_id = ${userId} and platform = ${platform}
          limit 1
        ) as delivery
        ${importId === undefined ? sql`join media_items on id = delivery.item_id and created_at = now()` : sql``}`
  await sql`
    insert into media_import_items (user_id, platform, import_id, item_ids, first_id, last_id)
    select ${userId}, ${platform}, ${importId ?? NO_CONNECTION}::uuid, array_agg(id order by id), min(id), max(id)
    from (
      select id from media_items where identity = any(${arrayLiteral(identities)}::uuid[]) ${added} ${matched}
    ) as delivered (id)
    having count(*) > 0`.execute(trx)
}

/**
 * Deletes the next items that only one import has delivered. Items that a connection has delivered as well lose the mark of files if no other
 * import has delivered them; items of other imports stay as they are.
 */
export async function undoImportedItems(
  trx: Trx,
  whose: Whose & { readonly importId: string },
): Promise<UndoneRecords> {
  await lockPlatform(trx, whose)
  const { userId, platform, importId } = whose
  const files = sql`${sql.lit(NO_CONNECTION)}::uuid`
  const { rows } = await sql<{ deleted: number; present: number; lists: number }>`
    with taken as (
      delete from media_import_items where id in (
        select id from media_import_items
        where import_id = ${importId}::uuid and user_id = ${userId} and platform = ${platform}
        order by first_id limit ${LISTS_AT_ONCE}
      ) returning item_ids
    ),
    mine as materialized (select distinct unnest(item_ids) as id from taken),
    span as (select min(id) as first_id, max(id) as last_id from mine),
    others as materialized (
      select distinct told.id
      from span
      join media_import_items as other on other.user_id = ${userId} and other.platform = ${platform}
        and other.import_id <> ${importId}::uuid and other.first_id <= span.last_id and other.last_id >= span.first_id
      cross join lateral unnest(other.item_ids) as told (id)
      where told.id between span.first_id and span.last_id
    ),
    alone as materialized (
      select id from mine where not exists (select from others where others.id = mine.id)
    ),
    gone as (
      delete from media_items using alone
      where media_items.id = alone.id and (delivered_by is null or delivered_by = array[${files}])
      returning media_items.id
    ),
    unmatched as (delete from media_deliveries using gone where media_deliveries.item_id = gone.id),
    kept as (
      update media_items set delivered_by = array_remove(delivered_by, ${files}) from alone
      where media_items.id = alone.id and ${files} = any(delivered_by) and delivered_by <> array[${files}]
    )
    select (select count(*) from gone)::integer as deleted,
      (select count(*) from mine join media_items on media_items.id = mine.id)::integer as present,
      (select count(*) from taken)::integer as lists`.execute(trx)
  const { deleted = 0, present = 0, lists = 0 } = rows[0] ?? {}
  return { deleted, kept: present - deleted, hasMore: lists === LISTS_AT_ONCE }
}
