import { arrayLiteral, countWritten, jsonDiffers, type WrittenCounts } from '@tributary/database'
import type { MediaRecord } from '@tributary/integration-kit'
import { type RawBuilder, sql } from 'kysely'
import { alsoDeliveredBy, deliveredBy } from './delivered-by.ts'
import { type Delivery, itemIdentity, type Whose } from './item-identity.ts'
import { platformLock } from './lock-platform.ts'
import { asciiTitle } from './search/title-contains.ts'

/** The identity of each record's item. */
export function identitiesOf(whose: Whose, records: readonly MediaRecord[]): string[] {
  return records.map(({ externalId }) => itemIdentity(whose, externalId))
}

/**
 * The only statement that writes media items. Existing items with the same contents are skipped, others are updated. No two
 * of the records may have one external id.
 *
 * `unnest` over one array per column: a page is one round trip, however many rows it has. JSON is one array of all rows'
 * values instead: as text in an array of texts, every quotation mark would be escaped twice, which cost as much as all other
 * columns together.
 *
 * @param also `listing`: see `listWritten`; `locks`: whether it takes the platform's lock itself
 */
export function upsertMediaItems(
  whose: Delivery,
  records: readonly MediaRecord[],
  also: { readonly listing?: RawBuilder<unknown> | undefined; readonly locks?: boolean } = {},
): RawBuilder<WrittenCounts> {
  const { names, selected, arrays, jsons } = columnsOf(records)
  const identities = identitiesOf(whose, records)
  return countWritten(
    sql`
      insert into media_items (user_id, platform, delivered_by, identity, sort_at, ${names})
      select
        ${whose.userId}, ${whose.platform}, ${deliveredBy(whose.connectionId)}, identity, coalesce(sent_at, occurred_on::timestamp at time zone 'UTC'), ${selected}
      from ${also.locks === true ? sql`(select ${platformLock(whose)}) as locked,` : sql``} rows from (
        unnest(
          ${arrayLiteral(identities)}::uuid[],
          ${arrayLiteral(column(records, (record) => record.occurredAt))}::timestamptz[],
          ${arrays}
        ),
        ${jsons}
      ) as incoming (identity, sent_at, ${names})
      on conflict on constraint media_items_by_identity do update set
        type = excluded.type,
        title = excluded.title,
        title_ascii = excluded.title_ascii,
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
        delivered_by = ${alsoDeliveredBy(whose.connectionId)},
        updated_at = now()
      where (
        media_items.type, media_items.title, media_items.series_title, media_items.season_title,
        media_items.season_number, media_items.episode_title, media_items.episode_number, media_items.creators,
        media_items.occurred_on, media_items.occurred_at, media_items.duration_seconds, media_items.profile, media_items.url
      ) is distinct from (
        excluded.type, excluded.title, excluded.series_title, excluded.season_title,
        excluded.season_number, excluded.episode_title, excluded.episode_number, excluded.creators,
        excluded.occurred_on, excluded.occurred_at, excluded.duration_seconds, excluded.profile, excluded.url
      ) ${whose.rawChanges === 'ignore' ? sql`` : sql`or ${jsonDiffers('media_items.raw', 'excluded.raw')}`}`,
    also.listing,
  )
}

/** The columns of each record except JSON: name, type, and source. */
const COLUMNS: readonly (readonly [name: string, type: string, read: (record: MediaRecord) => Value])[] = [
  ['external_id', 'text', (record) => record.externalId],
  ['type', 'text', (record) => record.type],
  ['title', 'text', (record) => record.title],
  ['title_ascii', 'text', (record) => asciiTitle(record.title)],
  ['series_title', 'text', (record) => record.seriesTitle],
  ['season_title', 'text', (record) => record.seasonTitle],
  ['season_number', 'integer', (record) => record.seasonNumber],
  ['episode_title', 'text', (record) => record.episodeTitle],
  ['episode_number', 'integer', (record) => record.episodeNumber],
  ['occurred_on', 'date', (record) => record.occurredOn],
  ['occurred_at', 'timestamptz', (record) => record.occurredAt],
  ['duration_seconds', 'real', (record) => record.durationSeconds],
  ['profile', 'text', (record) => record.profile],
  ['url', 'text', (record) => record.url],
]

/** The columns with values in this page: an array of only nulls costs as much as any other. */
function columnsOf(records: readonly MediaRecord[]) {
  const used = COLUMNS.map(([name, type, read]) => ({ name, type, values: column(records, read) })).filter(
    ({ values }) => values.some((value) => value !== null),
  )
  const refs = used.map(({ name }) => sql.ref(name))
  const [creators, raw] = [sql.ref('creators'), sql.ref('raw')]
  const rawValues = sql`json_array_elements(${jsonColumn(records, (record) => record.raw)}::json)`
  const arrays = sql.join(used.map(({ type, values }) => sql`${arrayLiteral(values)}::${sql.raw(type)}[]`))
  if (records.every((record) => record.creators === undefined)) {
    const columns = sql.join([...refs, raw])
    return { names: columns, selected: columns, arrays, jsons: rawValues }
  }
  return {
    names: sql.join([...refs, creators, raw]),
    // Without creators the column is null, not the JSON value `null`.
    selected: sql.join([...refs, sql`nullif(${creators}, 'null')`, raw]),
    arrays,
    jsons: sql.join([
      sql`jsonb_array_elements(${jsonColumn(records, (record) => record.creators)}::jsonb)`,
      rawValues,
    ]),
  }
}

type Value = string | number | undefined

function column(
  records: readonly MediaRecord[],
  read: (record: MediaRecord) => Value,
): (string | number | null)[] {
  return records.map((record) => read(record) ?? null)
}

function jsonColumn(records: readonly MediaRecord[], read: (record: MediaRecord) => unknown): string {
  return JSON.stringify(records.map((record) => read(record) ?? null))
}
