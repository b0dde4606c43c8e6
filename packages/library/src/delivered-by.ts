import { arrayLiteral } from '@tributary/database'
import { NO_CONNECTION } from '@tributary/jobs'
import { sql, type Transaction } from 'kysely'
import { itemIdentity, type Whose } from './item-identity.ts'
import type { LibraryTables } from './tables.ts'

/** `media_items.delivered_by` of an item with this single source; null for a file. */
export function deliveredBy(connectionId: string | null) {
  return connectionId === null ? sql`null::uuid[]` : sql`array[${connectionId}::uuid]`
}

const byFilesAlone = sql`array[${sql.lit(NO_CONNECTION)}::uuid]`

/** The new `delivered_by` of an existing item: its previous sources and this one. */
export function alsoDeliveredBy(connectionId: string | null) {
  const known = sql`coalesce(media_items.delivered_by, ${byFilesAlone})`
  return sql`case when ${isDeliveredBy(connectionId)} then media_items.delivered_by
    else ${known} || ${connectionId ?? NO_CONNECTION}::uuid end`
}

/** Whether this source has delivered the item before. */
export function isDeliveredBy(connectionId: string | null) {
  return connectionId === null
    ? sql`(media_items.delivered_by is null or ${NO_CONNECTION}::uuid = any(media_items.delivered_by))`
    : sql`coalesce(${connectionId}::uuid = any(media_items.delivered_by), false)`
}

/**
 * Records that existing items were also delivered by this connection, without changing their contents. Not reported
 * as a change.
 */
export async function addDelivery(
  trx: Transaction<LibraryTables>,
  items: { readonly ids: readonly number[] } | { readonly identities: readonly string[] },
  connectionId: string | null,
): Promise<void> {
  const [column, type, keys] =
    'ids' in items ? ['id', 'bigint', items.ids] : ['identity', 'uuid', items.identities]
  if (keys.length === 0) return
  await sql`
    update media_items set delivered_by = ${alsoDeliveredBy(connectionId)}
    where ${sql.ref(column)} = any(${arrayLiteral(keys)}::${sql.raw(type)}[]) and not ${isDeliveredBy(connectionId)}`.execute(
    trx,
  )
}

/** Deletes items delivered only by one connection; items with other sources only lose the connection. */
export async function deleteDeliveredBy(
  trx: Transaction<LibraryTables>,
  { userId, platform }: Whose,
  connectionId: string,
): Promise<void> {
  await sql`
    with gone as (
      delete from media_items
      where user_id = ${userId} and platform = ${platform} and delivered_by = array[${connectionId}::uuid]
      returning id
    )
    delete from media_deliveries using gone where media_deliveries.item_id = gone.id`.execute(trx)
  await sql`
    update media_items set delivered_by = array_remove(delivered_by, ${connectionId}::uuid)
    where user_id = ${userId} and platform = ${platform} and ${connectionId}::uuid = any(delivered_by)`.execute(
    trx,
  )
}

/** Deletes items that the provider of a connection has deleted; items with other sources only lose the connection. */
export async function removeDelivered(
  trx: Transaction<LibraryTables>,
  { userId, platform, connectionId }: Whose & { readonly connectionId: string },
  externalIds: readonly string[],
): Promise<void> {
  if (externalIds.length === 0) return
  const whose = { userId, platform }
  const named = sql`identity = any(${arrayLiteral(externalIds.map((id) => itemIdentity(whose, id)))}::uuid[])`
  await sql`
    with gone as (
      delete from media_items where ${named} and delivered_by = array[${connectionId}::uuid] returning id
    )
    delete from media_deliveries using gone where media_deliveries.item_id = gone.id`.execute(trx)
  await sql`
    update media_items set delivered_by = array_remove(delivered_by, ${connectionId}::uuid)
    where ${named} and ${connectionId}::uuid = any(delivered_by)`.execute(trx)
}
