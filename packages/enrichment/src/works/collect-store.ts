import { arrayLiteral } from '@tributary/database'
import { sql } from 'kysely'
import type { Db } from '../parts.ts'

/** A work as an item tells it, and the item. */
export interface FoundWork {
  readonly item_id: string
  readonly key: string
  readonly platform: string
  readonly type: string
  readonly title: string
  readonly series_title: string | null
  readonly season_title: string | null
  readonly season_number: number | null
  readonly episode_title: string | null
  readonly episode_number: number | null
  readonly creators: readonly string[] | null
  readonly duration_seconds: number | null
  readonly url: string | null
}

/** People whose items are not followed yet are added. Disabled ones are left as they are. */
export async function listPeople(db: Db): Promise<string[]> {
  await sql`
    insert into enrichment_people (user_id)
    select id from users where not exists (select from enrichment_people where user_id = users.id)
    on conflict do nothing`.execute(db)
  const { rows } = await sql<{ user_id: string }>`
    select user_id from enrichment_people join users on users.id = user_id where users.disabled_at is null`.execute(
    db,
  )
  return rows.map(({ user_id: userId }) => userId)
}

export async function readCursor(db: Db, userId: string): Promise<string | null | undefined> {
  const row = await db
    .selectFrom('enrichment_people')
    .select('cursor')
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row?.cursor
}

/** `false`: another process has moved it meanwhile, or the person is gone. */
export async function moveCursor(
  trx: Db,
  userId: string,
  { from, to }: { readonly from: string | null; readonly to: string | null },
): Promise<boolean> {
  const { rows } = await sql`
    update enrichment_people set cursor = ${to}
    where user_id = ${userId} and cursor is not distinct from ${from}
    returning user_id`.execute(trx)
  return rows.length > 0
}

/** Writes works and which items are plays of them. Of an item that was changed, the work may be another than before. */
export async function writeWorks(trx: Db, userId: string, works: readonly FoundWork[]): Promise<void> {
  await sql`
    with found as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(works)}::jsonb) as found (
        item_id bigint, key text, platform text, type text, title text, series_title text, season_title text,
        season_number integer, episode_title text, episode_number integer, creators jsonb, duration_seconds real, url text)
    ), added as (
      insert into enrichment_works (user_id, key, platform, type, title, series_title, season_title, season_number,
        episode_title, episode_number, creators, duration_seconds, url)
      select distinct on (key) ${userId}, key, platform, type, title, series_title, season_title, season_number,
        episode_title, episode_number, creators, duration_seconds, url
      from found order by key, duration_seconds desc nulls last
      on conflict (user_id, key) do nothing
      returning id, key
    ), works as (
      select id, key from added
      union all
      select id, key from enrichment_works where user_id = ${userId} and key in (select key from found)
    )
    insert into enrichment_items (item_id, user_id, work_id)
    select item_id, ${userId}, works.id from found join works using (key)
    on conflict (item_id) do update set work_id = excluded.work_id
    where enrichment_items.work_id <> excluded.work_id`.execute(trx)
}

export async function removeItems(trx: Db, userId: string, itemIds: readonly string[]): Promise<void> {
  await sql`
    delete from enrichment_items
    where user_id = ${userId} and item_id = any(${arrayLiteral(itemIds)}::bigint[])`.execute(trx)
}

/** Of works that have lost an item. What a person has corrected stays, for when the item comes back. */
export async function removeUnusedWorks(trx: Db, userId: string): Promise<void> {
  await sql`
    delete from enrichment_works as work
    where user_id = ${userId} and corrections = '{}'
      and not exists (select from enrichment_items where work_id = work.id)`.execute(trx)
}

/** Before all items are read again: those that are gone are not in the feed. */
export async function forgetItems(trx: Db, userId: string): Promise<void> {
  await trx.deleteFrom('enrichment_items').where('user_id', '=', userId).execute()
}
