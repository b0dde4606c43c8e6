import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

export const createEnrichmentTables: Migration = {
  async up(db) {
    await sql`
      create table enrichment_works (
        id bigint generated always as identity primary key,
        user_id text not null references users (id) on delete cascade,
        -- See the function workKey.
        key text not null,
        platform text not null,
        type text not null,
        title text not null,
        series_title text,
        season_title text,
        season_number integer,
        episode_title text,
        episode_number integer,
        creators jsonb,
        duration_seconds real,
        url text,
        corrections jsonb not null default '{}',
        corrected_at timestamptz,
        created_at timestamptz not null default now(),
        unique (user_id, key)
      )`.execute(db)
    await sql`create index enrichment_works_by_user on enrichment_works (user_id, id)`.execute(db)
    await sql`create index enrichment_works_by_kind on enrichment_works (platform, type)`.execute(db)
    await sql`
      create table enrichment_items (
        -- Of the library's item.
        item_id bigint primary key,
        user_id text not null references users (id) on delete cascade,
        work_id bigint not null references enrichment_works (id) on delete cascade
      )`.execute(db)
    await sql`create index enrichment_items_by_work on enrichment_items (work_id, item_id)`.execute(db)
    await sql`create index enrichment_items_by_user on enrichment_items (user_id)`.execute(db)
    await sql`
      create table enrichment_tasks (
        id bigint generated always as identity primary key,
        user_id text not null,
        work_id bigint not null references enrichment_works (id) on delete cascade,
        enricher text not null,
        version integer not null,
        state text not null default 'pending'
          check (state in ('pending', 'enriching', 'done', 'failed', 'skipped')),
        reason text,
        attempts integer not null default 0,
        next_attempt_at timestamptz,
        fence bigint,
        outcome text check (outcome in ('found', 'not_found')),
        confidence real,
        is_doubtful boolean not null default false,
        facts jsonb,
        detail jsonb,
        answered_version integer,
        answered_at timestamptz,
        keep_until timestamptz,
        unique (work_id, enricher),
        check (state <> 'failed' or reason is not null),
        check ((state = 'enriching') = (fence is not null))
      )`.execute(db)
    await sql`
      create index enrichment_tasks_pending on enrichment_tasks (enricher, user_id, id) where state = 'pending'`.execute(
      db,
    )
    await sql`
      create index enrichment_tasks_enriching on enrichment_tasks (enricher) where state = 'enriching'`.execute(
      db,
    )
    await sql`
      create index enrichment_tasks_by_user on enrichment_tasks (user_id, enricher, state)`.execute(db)
    await sql`
      create index enrichment_tasks_kept on enrichment_tasks (keep_until) where keep_until is not null`.execute(
      db,
    )
    await sql`
      create table enrichment_facets (
        user_id text not null,
        work_id bigint not null references enrichment_works (id) on delete cascade,
        kind text not null,
        -- In lower case, to be compared.
        value text not null,
        label text not null,
        primary key (work_id, kind, value)
      )`.execute(db)
    await sql`
      create index enrichment_facets_by_value on enrichment_facets (user_id, kind, value, work_id) include (label)`.execute(
      db,
    )
    await sql`
      create table enrichment_enrichers (
        name text primary key,
        -- Of the batch that was claimed last: those before may not commit.
        fence bigint not null default 0,
        leased_until timestamptz,
        rests_until timestamptz,
        reason text,
        reason_code text,
        failures integer not null default 0
      )`.execute(db)
    await sql`
      create table enrichment_people (
        user_id text primary key references users (id) on delete cascade,
        cursor text
      )`.execute(db)
    await sql`
      create table enrichment_spending (
        day date primary key,
        items integer not null default 0,
        -- Reserved before each request, corrected after it.
        tokens bigint not null default 0,
        input_tokens bigint not null default 0,
        output_tokens bigint not null default 0,
        cost numeric not null default 0
      )`.execute(db)
  },
}
