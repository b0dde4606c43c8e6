import type pg from 'pg'
import { isOwn, USER_SCHEMA } from './schema-queries.ts'

/** Where a sequence is. */
export interface SequenceValue {
  /** Qualified and quoted. */
  readonly name: string
  readonly lastValue: string
  /** False where the next value is `lastValue` itself. */
  readonly isCalled: boolean
}

const NAMES = `
  select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind = 'S' and ${USER_SCHEMA} and ${isOwn('pg_class', 'c.oid')} order by 1`

/** Reads every sequence, those of identity columns too. */
export async function readSequences(client: pg.Client): Promise<readonly SequenceValue[]> {
  const { rows: names } = await client.query<{ name: string }>(NAMES)
  const values: SequenceValue[] = []
  for (const { name } of names) {
    const { rows } = await client.query<Omit<SequenceValue, 'name'>>(
      `select last_value::text as "lastValue", is_called as "isCalled" from ${name}`,
    )
    values.push(...rows.map((row) => ({ name, ...row })))
  }
  return values
}

/** Sets sequences to what they were. */
export async function setSequences(client: pg.Client, values: readonly SequenceValue[]): Promise<void> {
  for (const { name, lastValue, isCalled } of values) {
    await client.query('select setval($1::regclass, $2::bigint, $3)', [name, lastValue, isCalled])
  }
}
