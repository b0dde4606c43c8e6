import { arrayLiteral } from '@tributary/database'
import { sql } from 'kysely'
import type { Db } from '../parts.ts'

/** A work as an item tells it, and the item. */
export interface FoundWork {
  readonly user_id: string
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

/** By person; without those who are gone. */
export async function readCursors(
  db: Db,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const { rows } = await sql<{ user_id: string; cursor: string | null }>`
    select user_id, cursor from enrichment_people where user_id = any(${arrayLiteral(userIds)}::text[])`.execute(
    db,
  )
  return new Map(rows.map(({ user_id: userId, cursor }) => [userId, cursor]))
}

/** From where a person's cursor moves, and to where. `null`: the beginning. */
export interface CursorMove {
  readonly userId: string
  readonly from: string | null
  readonly to: string | null
}

/** Resolves to the people whose cursor was moved. Others were moved by another process, or are deleted. */
export async function moveCursors(trx: Db, moves: readonly CursorMove[]): Promise<ReadonlySet<string>> {
  const column = (read: (move: CursorMove) => string | null) => arrayLiteral(moves.map(read))
  const { rows } = await sql<{ user_id: string }>`
    with moves as materialized (
      -- Locked in their order: processes that do this at once wait for each other, as does who deletes a person, who locks the user first.
      select person.user_id, move.until
      from unnest(${column(({ userId }) => userId)}::text[], ${column(({ from }) => from)}::text[],
          ${column(({ to }) => to)}::text[]) as move (user_id, since, until)
        join enrichment_people as person on person.user_id = move.user_id and person.cursor is not distinct from move.since
        join users on users.id = person.user_id
      order by person.user_id
      for key share of users for no key update of person
    )
    update enrichment_people as person set cursor = moves.until from moves where person.user_id = moves.user_id
    returning person.user_id`.execute(trx)
  return new Set(rows.map(({ user_id: userId }) => userId))
}

/** Writes works and which items are plays of them. Of an item that was changed, the work may be another than before. */
export async function writeWorks(trx: Db, works: readonly FoundWork[]): Promise<void> {
  await sql`
    with found as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(works)}::jsonb) as found (
        user_id text, item_id bigint, key text, platform text, type text, title text, series_title text, season_title text,
        season_number integer, episode_title text, episode_number integer, creators jsonb, duration_seconds real, url text)
    ), added as (
      insert into enrichment_works (user_id, key, platform, type, title, series_title, season_title, season_number,
        episode_title, episode_number, creators, duration_seconds, url)
      select distinct on (user_id, key) user_id, key, platform, type, title, series_title, season_title, season_number,
        episode_title, episode_number, creators, duration_seconds, url
      from found order by user_id, key, duration_seconds desc nulls last
      on conflict (user_id, key) do nothing
      returning id, user_id, key
    ), works as (
      select id, user_id, key from added
      union all
      -- One by one, by the index: a join might read the whole table.
      select work.id, known.user_id, known.key from (select distinct user_id, key from found) as known
        cross join lateral (
          select id from enrichment_works where user_id = known.user_id and key = known.key limit 1
        ) as work
    )
    insert into enrichment_items (item_id, work_id)
    select item_id, works.id from found join works using (user_id, key)
    on conflict (item_id) do update set work_id = excluded.work_id
    where enrichment_items.work_id <> excluded.work_id`.execute(trx)
}

/** The works that items are plays of, as far as these are known. */
export async function listWorksOfItems(trx: Db, itemIds: readonly string[]): Promise<readonly number[]> {
  const { rows } = await sql<{ work_id: number }>`
    select distinct work_id from enrichment_items where item_id = any(${arrayLiteral(itemIds)}::bigint[])`.execute(
    trx,
  )
  return rows.map(({ work_id: workId }) => workId)
}

export async function removeItems(trx: Db, itemIds: readonly string[]): Promise<void> {
  await sql`
    delete from enrichment_items where item_id = any(${arrayLiteral(itemIds)}::bigint[])`.execute(trx)
}

// With "not exists", PostgreSQL might read all items of all people.
const isUnused = sql`corrections = '{}'
  and (select true from enrichment_items where work_id = work.id order by item_id limit 1) is null`

/** Removes those of some works that have no item any more. What a person has corrected stays, for when the item comes back. */
export async function removeUnusedWorks(trx: Db, workIds: readonly number[]): Promise<void> {
  await sql`
    delete from enrichment_works as work
    where id = any(${arrayLiteral(workIds)}::bigint[]) and ${isUnused}`.execute(trx)
}

/** As `removeUnusedWorks`, of all works of a person. */
export async function removeAllUnusedWorks(trx: Db, userId: string): Promise<void> {
  await sql`delete from enrichment_works as work where user_id = ${userId} and ${isUnused}`.execute(trx)
}

/** Before all items are read again: those that are gone are not in the feed. */
export async function forgetItems(trx: Db, userId: string): Promise<void> {
  const works = trx.selectFrom('enrichment_works').select('id').where('user_id', '=', userId)
  await trx.deleteFrom('enrichment_items').where('work_id', 'in', works).execute()
}
