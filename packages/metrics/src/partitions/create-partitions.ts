import { VACUUM_INSERTS_EARLY } from '@tributary/database'
import { type Kysely, sql } from 'kysely'
import { partitionOf, rangeOf } from './partition-name.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- a migration knows the tables of its time
type Db = Kysely<any>

/** An arbitrary 64-bit number that must never change: transactions that create partitions lock it. */
const LOCK = 4_402_117_900_731_285n

/** Which of some partitions of `measurements` do not exist yet. `to_regclass` would not see what another session has created since this one looked. */
async function missingPartitions(db: Db, partitions: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from unnest(${partitions}::text[]) as asked (name)
    where not exists (
      select from pg_class where relnamespace = 'public'::regnamespace and relname = 'measurements_' || name
    )
    order by name`.execute(db)
  return rows.map(({ name }) => name)
}

/**
 * Creates those partitions of `measurements` that do not exist yet, in the transaction given. Created as tables and then attached: `create table …
 * partition of` would lock out every reader until the end of the transaction, while attaching an empty table delays nothing but other changes
 * of the schema.
 *
 * @param partitions names, as `partitionOf` returns them
 * @param table the partitioned table, while the migration makes another
 */
export async function createPartitions(
  trx: Db,
  partitions: readonly string[],
  table = 'measurements',
): Promise<void> {
  if (partitions.length === 0) return
  await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(trx)
  for (const name of await missingPartitions(trx, partitions)) {
    const partition = sql.table(`measurements_${name}`)
    const { from, to } = rangeOf(name)
    // Without indexes, triggers and the identity: attaching makes those of the table.
    await sql`
      create table ${partition} (like ${sql.table(table)} including defaults including constraints)
      with (${sql.raw(VACUUM_INSERTS_EARLY)})`.execute(trx)
    // As in `trackChanges`: no query asks for a range of it, so that its statistics would only cost.
    await sql`alter table ${partition} alter column change_number set statistics 0`.execute(trx)
    await sql`
      alter table ${sql.table(table)} attach partition ${partition} for values from (${from}) to (${to})`.execute(
      trx,
    )
  }
}

/** Creates the partitions of the present year and the next one: none of them has to be created while a page is written. */
export async function createPartitionsAhead(trx: Db): Promise<void> {
  const { rows } = await sql<{ partition: string }>`
    select ${partitionOf(sql`instant`)} as partition
    from (values (now()), (now() + interval '1 year')) as soon (instant)`.execute(trx)
  await createPartitions(
    trx,
    rows.map(({ partition }) => partition),
  )
}
