import { type RawBuilder, sql } from 'kysely'

type Fragment = RawBuilder<unknown>

/** PostgreSQL reads these names as abbreviations, which have no daylight saving time, and names of zones only after them. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  cet: 'Europe/Brussels',
  eet: 'Europe/Athens',
  met: 'Europe/Brussels',
  wet: 'Europe/Lisbon',
}

/** A time zone for `at time zone`, by its IANA name. */
export function zoneOf(name: string): RawBuilder<string> {
  return sql<string>`${ABBREVIATIONS[name.toLowerCase()] ?? name}::text`
}

/**
 * The instant at which a local date begins in a time zone: the earliest with this date. Where clocks are set back at midnight, 00:00
 * happens twice and PostgreSQL takes the second; where they are set forward, it takes the first instant after the gap.
 */
export function startOfDay(date: Fragment, timeZone: string): Fragment {
  const midnight = sql`(${date}::timestamp at time zone ${zoneOf(timeZone)})`
  const before = sql`(${midnight} - interval '1 hour')`
  return sql`case when (${before} at time zone ${zoneOf(timeZone)})::date = ${date} then ${before} else ${midnight} end`
}

/** Where items without an instant are in the order by time. */
export function undatedSortAt(date: Fragment): Fragment {
  return sql`(${date}::timestamp at time zone 'UTC')`
}

/**
 * The local date of an item: of its instant in the time zone, or as delivered if it has none or no time zone is given.
 */
export function localDate(timeZone: string | undefined): RawBuilder<string> {
  if (timeZone === undefined) return sql<string>`occurred_on`
  return sql<string>`coalesce((occurred_at at time zone ${zoneOf(timeZone)})::date, occurred_on)`
}

/** An item's local dates, both inclusive; an item is compared by the same rule as `localDate`. */
export interface LocalDates {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly timeZone?: string | undefined
}

/**
 * An instant is up to 14 hours away from its local date. The rest is for providers whose date and instant differ by more. Lets the
 * index by time be used, so that a day of years ago is found at once.
 */
const MARGIN = sql`interval '3 days'`

export function isWithin({ from, to, timeZone }: LocalDates): RawBuilder<boolean>[] {
  const conditions: RawBuilder<boolean>[] = []
  if (from !== undefined) {
    const date = sql`${from}::date`
    conditions.push(sql`sort_at >= ${undatedSortAt(date)} - ${MARGIN}`)
    conditions.push(
      timeZone === undefined
        ? sql`occurred_on >= ${date}`
        : sql`case when occurred_at is null then occurred_on >= ${date} else occurred_at >= ${startOfDay(date, timeZone)} end`,
    )
  }
  if (to !== undefined) {
    const next = sql`(${to}::date + 1)`
    conditions.push(sql`sort_at < ${undatedSortAt(next)} + ${MARGIN}`)
    conditions.push(
      timeZone === undefined
        ? sql`occurred_on < ${next}`
        : sql`case when occurred_at is null then occurred_on < ${next} else occurred_at < ${startOfDay(next, timeZone)} end`,
    )
  }
  return conditions
}
