import { arrayLiteral } from '@tributary/database'
import { sql, type Transaction } from 'kysely'
import { itemIdentity, type Whose } from '../item-identity.ts'
import type { LibraryTables } from '../tables.ts'
import { comparedTimes, type MatchableRecord } from './matchable-record.ts'

type Trx = Transaction<LibraryTables>

/** The stored delivery of a record. */
export interface Known {
  /** The item's contents are from this delivery. */
  readonly isOwner: boolean
  /** `false` for an item stored before its integration supported matching. */
  readonly isDelivered: boolean
  readonly itemId: number | null
}

/** The deliveries of those records that were delivered before. */
export async function findKnown(
  trx: Trx,
  whose: Whose,
  records: readonly MatchableRecord[],
): Promise<Map<string, Known>> {
  // `limit` makes the planner use one index lookup per row; on an unanalysed table it would read the whole table instead.
  const { rows } = await sql<KnownRow>`
    select incoming.external_id, item.id is not null as is_owner, delivery.item_id is not null as is_delivered,
      coalesce(item.id, delivery.item_id) as item_id
    from unnest(
      ${arrayLiteral(records.map((record) => record.externalId))}::text[],
      ${arrayLiteral(records.map((record) => itemIdentity(whose, record.externalId)))}::uuid[]
    ) as incoming (external_id, identity)
    left join lateral (
      select id from media_items where identity = incoming.identity limit 1
    ) as item on true
    left join lateral (
      select item_id from media_deliveries
      where external_id = incoming.external_id and user_id = ${whose.userId} and platform = ${whose.platform}
      limit 1
    ) as delivery on true
    where item.id is not null or delivery.item_id is not null`.execute(trx)
  return new Map(
    rows.map((row) => [
      row.external_id,
      { isOwner: row.is_owner, isDelivered: row.is_delivered, itemId: row.item_id },
    ]),
  )
}

interface KnownRow {
  readonly external_id: string
  readonly is_owner: boolean
  readonly is_delivered: boolean
  readonly item_id: number | null
}

/** Gives items the external ids of the deliveries whose contents they will get. */
export async function renameItems(
  trx: Trx,
  whose: Whose,
  items: readonly { readonly itemId: number; readonly externalId: string }[],
): Promise<void> {
  if (items.length === 0) return
  await sql`
    update media_items set external_id = renamed.external_id, identity = renamed.identity
    from unnest(
      ${arrayLiteral(items.map(({ itemId }) => itemId))}::bigint[],
      ${arrayLiteral(items.map(({ externalId }) => externalId))}::text[],
      ${arrayLiteral(items.map(({ externalId }) => itemIdentity(whose, externalId)))}::uuid[]
    ) as renamed (id, external_id, identity)
    where media_items.id = renamed.id`.execute(trx)
}

/** Stores the item of each record: the given one, or the one with its external id. */
export async function insertDeliveries(
  trx: Trx,
  whose: Whose,
  deliveries: readonly { readonly record: MatchableRecord; readonly itemId: number | undefined }[],
): Promise<void> {
  const keyed = deliveries.flatMap((delivery) =>
    [...new Set(delivery.record.match.keys)].flatMap((key) =>
      comparedTimes(delivery.record).map((time) => ({ ...delivery, key, ...time })),
    ),
  )
  if (keyed.length === 0) return
  await sql`
    insert into media_deliveries (
      user_id, platform, external_id, match_key, item_id, source, precedence, provider_id, occurred_at, started_at,
      device_started_at, tolerance_seconds
    )
    select ${whose.userId}, ${whose.platform}, told.external_id, told.match_key, coalesce(told.item_id, item.id),
      told.source, told.precedence, told.provider_id, told.occurred_at, told.started_at, told.device_started_at,
      told.tolerance_seconds
    from unnest(
      ${arrayLiteral(keyed.map(({ record }) => record.externalId))}::text[],
      ${arrayLiteral(keyed.map(({ record }) => itemIdentity(whose, record.externalId)))}::uuid[],
      ${arrayLiteral(keyed.map(({ key }) => key))}::text[],
      ${arrayLiteral(keyed.map(({ itemId }) => itemId ?? null))}::bigint[],
      ${arrayLiteral(keyed.map(({ record }) => record.match.source))}::text[],
      ${arrayLiteral(keyed.map(({ record }) => record.match.precedence))}::smallint[],
      ${arrayLiteral(keyed.map(({ record }) => record.match.id ?? null))}::text[],
      ${arrayLiteral(keyed.map(({ at }) => at))}::timestamptz[],
      ${arrayLiteral(keyed.map(({ startedAt }) => startedAt))}::timestamptz[],
      ${arrayLiteral(keyed.map(({ record }) => record.match.deviceStartedAt ?? null))}::timestamptz[],
      ${arrayLiteral(keyed.map(({ record }) => record.match.toleranceSeconds))}::real[]
    ) as told (
      external_id, identity, match_key, item_id, source, precedence, provider_id, occurred_at, started_at,
      device_started_at, tolerance_seconds
    )
    left join lateral (
      select id from media_items where identity = told.identity limit 1
    ) as item on told.item_id is null
    -- Another worker may have been delivering the same.
    on conflict on constraint media_deliveries_identity do nothing`.execute(trx)
}
