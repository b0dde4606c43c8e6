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
 *
 * @param also an insert that reads `written`, with the `id` of each written row and whether it `is_new`
 */
export function countWritten(
  upsert: RawBuilder<unknown>,
  also?: RawBuilder<unknown>,
): RawBuilder<WrittenCounts> {
  return sql<WrittenCounts>`
    with written as (
      ${upsert}
      -- A row that this statement inserted has never been locked or updated.
      returning xmax = 0 as is_new ${also === undefined ? sql`` : sql`, id`}
    ) ${also === undefined ? sql`` : sql`, also_written as (${also})`}
    select
      count(*) filter (where is_new)::integer as inserted,
      count(*) filter (where not is_new)::integer as updated
    from written`
}
