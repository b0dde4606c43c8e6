import { type RawBuilder, sql } from 'kysely'

/**
 * A text column in the order of its code points. A bare `order by` follows the collation of the database, which may pass over
 * punctuation or put lower case first: another order of the same list on another PostgreSQL.
 *
 * @example
 * db.selectFrom('metrics').selectAll().orderBy(byCodePoint('metric'))
 */
export function byCodePoint(column: string): RawBuilder<string> {
  return sql<string>`${sql.ref(column)} collate "C"`
}

/**
 * Whether a text column contains a text, whatever the case of either: `STRASSE` finds `Straße`, `οδοσ` finds `ΟΔΟΣ`. `ilike` folds as
 * the collation of the database does: only ASCII under C, and `I` to `ı` under Turkish. Upper case, since lower case depends on the place
 * in a word (σ, ς) and keeps ß. No index serves it: where there are many rows, put a condition before it that one serves.
 *
 * @example
 * db.selectFrom('media_items').selectAll().where(containsFolded('title', request.query.q))
 */
export function containsFolded(column: string, text: string): RawBuilder<boolean> {
  return sql<boolean>`strpos(${fold(sql.ref(column))}, ${fold(sql.val(text))}) > 0`
}

function fold(text: RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`upper(${text} collate "und-x-icu")`
}
