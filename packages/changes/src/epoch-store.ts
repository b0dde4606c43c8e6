import { randomBytes } from 'node:crypto'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { ChangesTables } from './tables.ts'

/** A part of the history of the database: from the start of a server to that of the next. */
export interface Epoch {
  readonly id: string
  /** What is added to a transaction's id to make the number of a change. */
  readonly offset: number
  /** The number of the transaction that began it. */
  readonly change: number
  readonly prunedTo: number
}

/** Of tables that are followed. */
type Tables = readonly string[]

/**
 * Records that a server has started. In a database that was restored from a dump, ids of transactions start again, possibly below those in
 * the rows: there the numbers of changes go on above the highest one, and the epochs of before end, so that no cursor of before is valid.
 */
export async function beginEpoch(trx: Transaction<ChangesTables>, tables: Tables): Promise<void> {
  await sql`lock table change_epochs in share row exclusive mode`.execute(trx)
  const place = await readPlace(trx)
  const last = await trx
    .selectFrom('change_epochs')
    .selectAll()
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  let offset = last?.number_offset ?? 0
  if (last !== undefined && last.place !== place) {
    offset = await findOffset(trx, tables)
    await sql`
      create or replace function change_number() returns bigint language sql stable
      as ${sql.lit(`select pg_current_xact_id()::text::bigint + ${offset}`)}`.execute(trx)
    await trx.deleteFrom('change_epochs').execute()
  }
  await trx
    .insertInto('change_epochs')
    .values({ id: randomBytes(6).toString('base64url'), place, number_offset: offset })
    .execute()
}

/**
 * A restored dump has made the table again, under another OID; a cluster has an identifier of its own. Copies of a cluster's files have the same
 * of both: `checkCursor` finds those out by their epochs.
 */
async function readPlace(trx: Transaction<ChangesTables>): Promise<string> {
  const { rows } = await sql<{ place: string }>`
    select system_identifier || '/' || 'public.change_epochs'::regclass::oid::bigint as place from pg_control_system()`.execute(
    trx,
  )
  return rows[0]?.place ?? ''
}

/** So that the next change has a higher number than any that is stored. */
async function findOffset(trx: Transaction<ChangesTables>, tables: Tables): Promise<number> {
  const stored = [...tables, 'deleted_records', 'change_epochs'].map(
    (table) => sql`select max(change_number) as number from ${sql.table(table)}`,
  )
  const { rows } = await sql<{ offset: number }>`
    select greatest(0, max(number) - pg_current_xact_id()::text::bigint + 1)::bigint as offset
    from (${sql.join(stored, sql` union all `)}) as stored`.execute(trx)
  return rows[0]?.offset ?? 0
}

/** Deletes what was deleted so many days ago, and records how far: a cursor from before is no longer valid. */
export async function pruneDeletions(trx: Transaction<ChangesTables>, keptDays: number): Promise<void> {
  const { rows } = await sql<{ to: number | null }>`
    with pruned as (
      delete from deleted_records where deleted_at < now() - make_interval(days => ${keptDays}) returning change_number
    )
    select max(change_number) as to from pruned`.execute(trx)
  const to = rows[0]?.to ?? null
  if (to === null) return
  await sql`
    update change_epochs set pruned_to = greatest(pruned_to, ${to})
    where seq = (select max(seq) from change_epochs)`.execute(trx)
}

/** Deletes epochs that ended before any cursor that is still valid was given. */
export async function pruneEpochs(db: Kysely<ChangesTables>, keptDays: number): Promise<void> {
  await sql`
    delete from change_epochs as epoch
    where exists (
      select from change_epochs as later
      where later.seq > epoch.seq and later.begun_at < now() - make_interval(days => ${keptDays})
    )`.execute(db)
}
