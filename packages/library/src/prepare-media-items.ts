import { arrayLiteral } from '@tributary/database'
import type { MediaRecord } from '@tributary/integration-kit'
import type { RecordBatch, RecordWrite } from '@tributary/jobs'
import { type RawBuilder, sql } from 'kysely'

/** From here on, looking first costs less than it saves: an import of a long file brings pages of nothing but new rows. */
const MANY = 100

/**
 * Prepares media records to be written in one statement. What is there already and says the same is left alone, what
 * says something else is updated; a page that holds one record twice keeps the last.
 *
 * `unnest` over one array a column: a page is one round trip, however many rows it has.
 */
export function prepareMediaItems(batch: RecordBatch<MediaRecord>): RecordWrite {
  const records = [...new Map(batch.records.map((record) => [record.externalId, record])).values()]
  const insert = insertOf(batch, records)
  const known = knownAmong(batch, records)
  const upsert = upsertOf(insert)
  return async (trx) => {
    const { length } = batch.records
    // `on conflict` is a sixth of what a row costs, also where there is none. Nobody else writes these rows meanwhile:
    // the jobs of one user and integration run one at a time, and should that fail, so does the unique index.
    if (records.length >= MANY && (await known.execute(trx)).rows.length === 0) {
      await insert.execute(trx)
      return { inserted: records.length, updated: 0, unchanged: length - records.length }
    }
    const { rows } = await upsert.execute(trx)
    const { inserted = 0, updated = 0 } = rows[0] ?? {}
    return { inserted, updated, unchanged: length - inserted - updated }
  }
}

/**
 * One row if any of the records is there already. `lateral` with `offset` makes each one a look into the index: without
 * statistics of external ids, the planner would rather read the whole table for `external_id = any(…)`.
 */
function knownAmong({ userId, integration }: RecordBatch<MediaRecord>, records: readonly MediaRecord[]) {
  return sql`
    select 1
    from unnest(${arrayLiteral(column(records, (record) => record.externalId))}::text[]) as incoming (id)
    cross join lateral (
      select 1 from media_items
      where external_id = incoming.id and user_id = ${userId} and platform = ${integration}
      offset 0
    ) as known
    limit 1`
}

function insertOf({ userId, integration }: RecordBatch<MediaRecord>, records: readonly MediaRecord[]) {
  const { names, arrays } = columnsOf(records)
  return sql`
    insert into media_items (user_id, platform, sort_at, ${names})
    select ${userId}, ${integration}, coalesce(sent_at, occurred_on::timestamp at time zone 'UTC'), ${names}
    from unnest(
      ${arrayLiteral(column(records, (record) => record.occurredAt))}::timestamptz[], ${arrays}
    ) as incoming (sent_at, ${names})`
}

function upsertOf(insert: RawBuilder<unknown>) {
  return sql<{ inserted: number; updated: number }>`
    with written as (
      ${insert}
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
    from written`
}

/** What is written of each record: the column, its type, and where it comes from. */
const COLUMNS: readonly (readonly [name: string, type: string, read: (record: MediaRecord) => Value])[] = [
  ['external_id', 'text', (record) => record.externalId],
  ['type', 'text', (record) => record.type],
  ['title', 'text', (record) => record.title],
  ['series_title', 'text', (record) => record.seriesTitle],
  ['season_title', 'text', (record) => record.seasonTitle],
  ['season_number', 'integer', (record) => record.seasonNumber],
  ['episode_title', 'text', (record) => record.episodeTitle],
  ['episode_number', 'integer', (record) => record.episodeNumber],
  ['creators', 'jsonb', (record) => record.creators && JSON.stringify(record.creators)],
  ['occurred_on', 'date', (record) => record.occurredOn],
  ['occurred_at', 'timestamptz', (record) => record.occurredAt],
  ['duration_seconds', 'real', (record) => record.durationSeconds],
  ['profile', 'text', (record) => record.profile],
  ['url', 'text', (record) => record.url],
  ['raw', 'jsonb', (record) => JSON.stringify(record.raw)],
]

/** The columns that this page has values in: an array of nothing but nulls costs as much as any other. */
function columnsOf(records: readonly MediaRecord[]) {
  const used = COLUMNS.map(([name, type, read]) => ({ name, type, values: column(records, read) })).filter(
    ({ values }) => values.some((value) => value !== null),
  )
  return {
    names: sql.join(used.map(({ name }) => sql.ref(name))),
    arrays: sql.join(used.map(({ type, values }) => sql`${arrayLiteral(values)}::${sql.raw(type)}[]`)),
  }
}

type Value = string | number | undefined

function column(
  records: readonly MediaRecord[],
  read: (record: MediaRecord) => Value,
): (string | number | null)[] {
  return records.map((record) => read(record) ?? null)
}
