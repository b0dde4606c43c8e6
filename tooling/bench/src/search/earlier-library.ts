import type pg from 'pg'

const BATCH = 10_000
const INDEX = `using gin (user_id, upper(title collate "und-x-icu") gin_trgm_ops) with (gin_pending_list_limit = 32768)`

/** Reverts the table of items to the version before titles were folded to ASCII, with items of the only user. */
export async function makeEarlierLibrary(
  client: pg.ClientBase,
  { rows, title }: { readonly rows: number; readonly title: () => string },
): Promise<void> {
  await client.query(`
    drop index media_items_by_title;
    alter table media_items drop column title_ascii;
    drop trigger media_items_changed on media_items;
    drop trigger media_items_deleted on media_items;
    drop function record_deletions_of_media_items;
    drop index media_items_by_change;
    drop index media_items_list;
    drop table media_import_items;
    alter table media_items drop column change_number;
    delete from tributary_migrations.applied where plugin = 'library' and name >= '0009'`)
  for (let at = 0; at < rows; at += BATCH) {
    const titles = Array.from({ length: Math.min(BATCH, rows - at) }, title)
    await client.query(
      `insert into media_items (user_id, platform, external_id, identity, type, title, occurred_on, sort_at, raw)
       select users.id, 'test', $1 + n || '', gen_random_uuid(), 'track', title, date '2015-01-01' + (($1 + n) % 4000)::integer,
         timestamptz '2015-01-01' + ($1 + n) % 4000 * interval '1 day', json_build_object('title', title, 'number', n, 'padding', repeat('x', 200))
       from users, unnest($2::text[]) with ordinality as item (title, n)`,
      [at, titles],
    )
  }
  await client.query(`create index media_items_by_title on media_items ${INDEX}`)
  await client.query('vacuum analyze media_items')
}

/** Adds the earlier index to the migrated table. */
export async function addEarlierIndex(client: pg.ClientBase): Promise<void> {
  await client.query(`create index earlier_by_title on media_items ${INDEX}`)
  await client.query('vacuum analyze media_items')
}

/** The search of the earlier version. Returns the number of items found, at most 51. */
export async function searchAsBefore(client: pg.ClientBase, text: string): Promise<number> {
  const { rowCount } = await client.query(
    `select id, platform, external_id, type, title, series_title, season_title, season_number, episode_title, episode_number, creators,
       occurred_on, occurred_at, sort_at, duration_seconds, profile, url, created_at, updated_at
     from media_items, (select id as user_id from users limit 1) as person
     where media_items.user_id = person.user_id and upper(title collate "und-x-icu") like upper($1 collate "und-x-icu")
     order by sort_at desc, id desc limit 51`,
    [`%${text}%`],
  )
  return rowCount ?? 0
}
