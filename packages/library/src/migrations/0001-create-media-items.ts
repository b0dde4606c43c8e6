import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

export const createMediaItems: Migration = {
  async up(db) {
    await sql`
      create table media_items (
        id bigint generated always as identity primary key,
        -- No foreign key: it would cost a quarter of an import. The items go with the user by an eraser.
        user_id text not null,
        platform text not null,
        external_id text not null,
        type text not null,
        title text not null,
        series_title text,
        season_title text,
        season_number integer,
        episode_title text,
        episode_number integer,
        creators jsonb,
        occurred_on date not null,
        occurred_at timestamptz,
        -- The order of lists: the instant where it is known, else the beginning of the day.
        sort_at timestamptz not null,
        duration_seconds real,
        profile text,
        url text,
        raw jsonb not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        -- What differs comes first: within one platform of one user, the other two tell nothing apart.
        constraint media_items_identity unique (external_id, user_id, platform)
      )`.execute(db)
    // No plan depends on these columns, and sampling them is most of the cost of analysing the table.
    for (const column of [
      'external_id',
      'title',
      'series_title',
      'season_title',
      'episode_title',
      'creators',
      'url',
      'raw',
    ]) {
      await sql`alter table media_items alter column ${sql.ref(column)} set statistics 0`.execute(db)
    }
    await sql`create index media_items_by_time on media_items (user_id, sort_at desc, id desc)`.execute(db)
  },
}
