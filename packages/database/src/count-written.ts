import { type RawBuilder, sql } from 'kysely'

/** The result of an upsert. Rows in neither number existed with the same values. */
export interface WrittenCounts {
  readonly inserted: number
  readonly updated: number
}

/**
 * Runs an `insert … on conflict … do update … where …` and counts inserted and updated rows separately.
 *
 * @example
 * const { rows } = await countWritten(sql`insert into notes (id, text) values … on conflict (id) do update set …`).execute(trx)
 */
export function countWritten(upsert: RawBuilder<unknown>): RawBuilder<WrittenCounts> {
  return sql<WrittenCounts>`
    with written as (
      ${upsert}
      -- A row that this statement inserted has never been locked or updated.
      returning xmax = 0 as is_new
    )
    select
      count(*) filter (where is_new)::integer as inserted,
      count(*) filter (where not is_new)::integer as updated
    from written`
}
