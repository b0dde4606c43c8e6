import type { MediaRecord } from '@tributary/integration-kit'
import type { RecordBatch, WriteCounts } from '@tributary/jobs'
import { sql, type Transaction } from 'kysely'
import type { LibraryTables } from './tables.ts'

/**
 * Writes media records in one statement. What is there already and says the same is left alone, what says something
 * else is updated; a page that holds one record twice keeps the last.
 *
 * `unnest` over one array a column: the statement is the same for every page, and a page is one round trip.
 */
export async function writeMediaItems(
  trx: Transaction<LibraryTables>,
  batch: RecordBatch<MediaRecord>,
): Promise<WriteCounts> {
  const records = [...new Map(batch.records.map((record) => [record.externalId, record])).values()]
  const column = <T>(read: (record: MediaRecord) => T) => records.map(read)
  const { rows } = await sql<{ inserted: number; updated: number }>`
    with written as (
      insert into media_items (
        user_id, platform, external_id, type, title, series_title, season_title, season_number, episode_title,
        episode_number, creators, occurred_on, occurred_at, sort_at, duration_seconds, profile, url, raw
      )
      select
        ${batch.userId}, ${batch.integration}, external_id, type, title, series_title, season_title, season_number,
        episode_title, episode_number, creators, occurred_on, occurred_at,
        coalesce(occurred_at, occurred_on::timestamp at time zone 'UTC'), duration_seconds, profile, url, raw
      from unnest(
        ${column((record) => record.externalId)}::text[],
        ${column((record) => record.type)}::text[],
        ${column((record) => record.title)}::text[],
        ${column((record) => record.seriesTitle ?? null)}::text[],
        ${column((record) => record.seasonTitle ?? null)}::text[],
        ${column((record) => record.seasonNumber ?? null)}::integer[],
        ${column((record) => record.episodeTitle ?? null)}::text[],
        ${column((record) => record.episodeNumber ?? null)}::integer[],
        ${column((record) => (record.creators === undefined ? null : JSON.stringify(record.creators)))}::jsonb[],
        ${column((record) => record.occurredOn)}::date[],
        ${column((record) => record.occurredAt ?? null)}::timestamptz[],
        ${column((record) => record.durationSeconds ?? null)}::real[],
        ${column((record) => record.profile ?? null)}::text[],
        ${column((record) => record.url ?? null)}::text[],
        ${column((record) => JSON.stringify(record.raw))}::jsonb[]
      ) as incoming (
        external_id, type, title, series_title, season_title, season_number, episode_title, episode_number, creators,
        occurred_on, occurred_at, duration_seconds, profile, url, raw
      )
      on conflict on constraint media_items_identity do update set
        type = excluded.type,
        title = excluded.title,
        series_title = excluded.series_title,
        season_title = excluded.season_title,
        season_number = excluded.season_number,
        episode_title = excluded.episode_title,
        episode_number = excluded.episode_number,
        creators = excluded.creators,
        occurred_on = excluded.occurred_on,
        occurred_at = excluded.occurred_at,
        sort_at = excluded.sort_at,
        duration_seconds = excluded.duration_seconds,
        profile = excluded.profile,
        url = excluded.url,
        raw = excluded.raw,
        updated_at = now()
      where (
        media_items.raw, media_items.type, media_items.title, media_items.series_title, media_items.season_title,
        media_items.season_number, media_items.episode_title, media_items.episode_number, media_items.creators,
        media_items.occurred_on, media_items.occurred_at, media_items.duration_seconds, media_items.profile, media_items.url
      ) is distinct from (
        excluded.raw, excluded.type, excluded.title, excluded.series_title, excluded.season_title,
        excluded.season_number, excluded.episode_title, excluded.episode_number, excluded.creators,
        excluded.occurred_on, excluded.occurred_at, excluded.duration_seconds, excluded.profile, excluded.url
      )
      -- A row that this statement inserted has never been locked or updated.
      returning xmax = 0 as is_new
    )
    select
      count(*) filter (where is_new)::integer as inserted,
      count(*) filter (where not is_new)::integer as updated
    from written`.execute(trx)
  const { inserted = 0, updated = 0 } = rows[0] ?? {}
  return { inserted, updated, unchanged: batch.records.length - inserted - updated }
}
