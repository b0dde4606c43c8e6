import type { MediaType } from '@tributary/integration-kit'
import { type Kysely, sql } from 'kysely'
import { type ItemFilter, itemsOf } from './item-store.ts'
import { zoneOf } from './local-day.ts'
import type { LibraryTables } from './tables.ts'

type Db = Kysely<LibraryTables>

/** What is counted. */
export interface Counted {
  readonly userId: string
  readonly filter: ItemFilter
}

/** The items of an hour of a day of the week. */
export interface HourCount {
  /** ISO 8601: 1 is Monday, 7 Sunday. */
  readonly weekday: number
  readonly hour: number
  readonly count: number
}

/** The items of an integration and type in a local month. */
export interface MonthCount {
  /** `YYYY-MM`. */
  readonly month: string
  readonly integration: string
  readonly type: MediaType
  readonly count: number
}

export interface Rhythm {
  readonly hours: readonly HourCount[]
  readonly months: readonly MonthCount[]
}

/** When items were watched, heard and read. Items without an instant are in months only. */
export async function countRhythm(db: Db, { userId, filter }: Counted): Promise<Rhythm> {
  const { timeZone = 'UTC' } = filter
  // Without a time zone, an item's day is the one that was delivered.
  const undated =
    filter.timeZone === undefined ? sql`occurred_on` : sql`case when occurred_at is null then occurred_on end`
  // Every offset is a multiple of 15 minutes in the years that anything was played: local times are computed once for each quarter.
  const quarter = sql`date_bin('15 minutes', occurred_at, timestamptz '2000-01-01')`
  const quarters = itemsOf(db, userId, filter)
    .select(['platform', 'type', quarter.as('quarter'), undated.as('day'), sql`count(*)`.as('count')])
    .groupBy(['platform', 'type', quarter, undated])
  const { rows } = await sql<{ hours: HourCount[] | null; months: MonthCount[] | null }>`
    with counted as materialized (
      select platform, type, count, (quarter at time zone ${zoneOf(timeZone)}) as local, day from (${quarters}) as quarters
    )
    select
      (select json_agg(hours) from (
        select extract(isodow from at)::integer as weekday, extract(hour from at)::integer as hour, sum(count)::bigint as count
        from (select date_trunc('hour', local) as at, sum(count) as count from counted where local is not null group by 1) as by_hour
        group by 1, 2
      ) as hours) as hours,
      (select json_agg(months order by month, integration collate "C", type collate "C") from (
        select to_char(date, 'YYYY-MM') as month, platform as integration, type, sum(count)::bigint as count
        from (select coalesce(day, local::date) as date, platform, type, sum(count) as count from counted group by 1, 2, 3) as by_day
        group by 1, 2, 3
      ) as months) as months`.execute(db)
  return { hours: rows[0]?.hours ?? [], months: rows[0]?.months ?? [] }
}

/** How often something was played, and how long in all where durations are known. */
export interface Ranked {
  readonly name: string
  readonly count: number
  readonly durationSeconds: number | null
}

export interface RankedTitle extends Ranked {
  readonly creators: string[] | null
}

// Names are grouped by code points: PostgreSQL sorts many of them, which takes ten times as long in the order of a language.

// Floats of single precision lose seconds when there are many.
const ranked = sql`count(*) as count, sum(duration_seconds::double precision) as "durationSeconds"`

/** The creators and series with the most items, and the titles outside a series: songs and films. */
export interface Favourites {
  readonly creators: Ranked[]
  readonly series: Ranked[]
  readonly titles: RankedTitle[]
}

/** At most `limit` of each. In one statement, since the rows of a person are on many pages, which are then read once. */
export async function listFavourites(
  db: Db,
  { userId, filter }: Counted,
  limit: number,
): Promise<Favourites> {
  const items = itemsOf(db, userId, filter).select(['title', 'series_title', 'creators', 'duration_seconds'])
  const { rows } = await sql<{ [Kind in keyof Favourites]: Favourites[Kind] | null }>`
    with items as materialized (${items}),
    credits as (
      select creator collate "C" as name, duration_seconds
      from (select * from items where jsonb_typeof(creators) = 'array') as credited
      cross join lateral jsonb_array_elements_text(creators) as creators (creator)
    ),
    top_creators as (
      select name, ${ranked} from credits group by name order by count desc, name limit ${limit}
    ),
    top_series as (
      select series_title collate "C" as name, ${ranked} from items where series_title is not null
      group by 1 order by count desc, 1 limit ${limit}
    ),
    top_titles as (
      select title collate "C" as name, creators, ${ranked} from items where series_title is null
      group by 1, creators order by count desc, 1, creators limit ${limit}
    )
    select
      (select json_agg(top order by count desc, name) from top_creators as top) as creators,
      (select json_agg(top order by count desc, name) from top_series as top) as series,
      (select json_agg(top order by count desc, name, creators) from top_titles as top) as titles`.execute(db)
  const { creators, series, titles } = rows[0] ?? {}
  return { creators: creators ?? [], series: series ?? [], titles: titles ?? [] }
}
