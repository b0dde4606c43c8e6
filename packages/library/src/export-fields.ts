import { isoInstant } from '@tributary/database'
import { type RawBuilder, sql } from 'kysely'
import type { MediaItem } from './media-item.ts'
import type { ListedItemRow } from './tables.ts'

/** How a field is written: in JSON from the text that PostgreSQL writes for its column, in CSV by PostgreSQL. */
interface FieldType {
  json(text: string): string
  csv(column: RawBuilder<unknown>): RawBuilder<unknown>
}

const plainNumber = (text: string) => String(Number(text))

const TYPES = {
  /** Text that needs no escapes in JSON and is no formula. */
  plain: { json: (text) => `"${text}"`, csv: (column) => column },
  text: { json: (text) => JSON.stringify(text), csv: withoutFormula },
  integer: { json: plainNumber, csv: (column) => column },
  /** Without the exponents that PostgreSQL writes. */
  real: { json: plainNumber, csv: (column) => sql`${column}::text::numeric` },
  instant: { json: (text) => `"${isoInstant(text)}"`, csv: isoOf },
  list: { json: (text) => JSON.stringify(JSON.parse(text)), csv: joinedWithoutFormula },
} as const satisfies Record<string, FieldType>

interface ExportedField extends FieldType {
  readonly name: keyof MediaItem
  readonly column: keyof ListedItemRow
}

/** The fields of an exported item, in their order. */
export const EXPORTED_FIELDS: readonly ExportedField[] = [
  { name: 'id', column: 'id', ...TYPES.plain },
  { name: 'integration', column: 'platform', ...TYPES.text },
  { name: 'externalId', column: 'external_id', ...TYPES.text },
  { name: 'type', column: 'type', ...TYPES.text },
  { name: 'title', column: 'title', ...TYPES.text },
  { name: 'seriesTitle', column: 'series_title', ...TYPES.text },
  { name: 'seasonTitle', column: 'season_title', ...TYPES.text },
  { name: 'seasonNumber', column: 'season_number', ...TYPES.integer },
  { name: 'episodeTitle', column: 'episode_title', ...TYPES.text },
  { name: 'episodeNumber', column: 'episode_number', ...TYPES.integer },
  { name: 'creators', column: 'creators', ...TYPES.list },
  { name: 'occurredOn', column: 'occurred_on', ...TYPES.plain },
  { name: 'occurredAt', column: 'occurred_at', ...TYPES.instant },
  { name: 'durationSeconds', column: 'duration_seconds', ...TYPES.real },
  { name: 'profile', column: 'profile', ...TYPES.text },
  { name: 'url', column: 'url', ...TYPES.text },
  { name: 'createdAt', column: 'created_at', ...TYPES.instant },
  { name: 'updatedAt', column: 'updated_at', ...TYPES.instant },
]

/**
 * Spreadsheets execute text that starts like a formula, so such text is prefixed with an apostrophe (OWASP, CSV injection). These beginnings sort before
 * `A`: that comparison is enough for most texts, in less time.
 */
function withoutFormula(text: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`case when ${text} collate "C" < 'A' and ${text} ~ '^[=+@\\t\\r-]' then '''' || ${text} else ${text} end`
}

/** Joins once what is compared and then written: a subquery without `offset` would be put in each place. */
function joinedWithoutFormula(list: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select ${withoutFormula(sql.ref('cell.text'))} from (select ${joined(list)} as text offset 0) as cell)`
}

function joined(list: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`case when jsonb_typeof(${list}) = 'array' then (
    select string_agg(value, '; ' order by place)
    from jsonb_array_elements_text(${list}) with ordinality as elements (value, place)
  ) end`
}

/** As `isoInstant`, of the years 1 to 9999. */
function isoOf(instant: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}
