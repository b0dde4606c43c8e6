import { randomBytes } from 'node:crypto'
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import type { ChangesTables } from './tables.ts'

/** A part of the history of the database: from a start of the PostgreSQL server to the next. */
export interface Epoch {
  readonly id: string
  readonly server: string
  /** How far the log of the epochs before is part of this one's history, in bytes. */
  readonly intactTo: number
  /** What is added to a transaction's id to make the number of a change. */
  readonly offset: number
  /** The number of the transaction that began it. */
  readonly change: number
  readonly prunedTo: number
}

/**
 * SQL, beside `log_position() as log`: the server that a statement runs on. A history can be lost only where another start, timeline or table
 * takes its place: a standby that is promoted, files that are restored, a dump.
 */
export const CURRENT_SERVER: RawBuilder<string> = sql`
  extract(epoch from pg_postmaster_start_time())::text || '/' || 'public.change_epochs'::regclass::oid::bigint
    || '/' || coalesce(log.timeline, '')`

/** Of tables that are followed. */
type Tables = readonly string[]

/** What the database is at this moment. */
interface Present {
  readonly place: string
  readonly server: string
  readonly intactTo: number
}

/**
 * Begins an epoch if the PostgreSQL server has started since the last one began. In a database that was restored from a dump, ids of
 * transactions start again, possibly below those in the rows: there the numbers of changes go on above the highest one, and the epochs of
 * before end, so that no cursor of before is valid.
 */
export async function ensureEpoch(trx: Transaction<ChangesTables>, tables: Tables): Promise<void> {
  await sql`lock table change_epochs in share row exclusive mode`.execute(trx)
  const { place, server, intactTo } = await readPresent(trx)
  const last = await trx
    .selectFrom('change_epochs')
    .selectAll()
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (last?.place === place && last.server === server) return
  const isMoved = last !== undefined && last.place !== place
  const offset = isMoved ? await moveNumbers(trx, tables) : (last?.number_offset ?? 0)
  const isSameTimeline = timelineOf(server) !== '' && timelineOf(server) === timelineOf(last?.server ?? '')
  await trx
    .insertInto('change_epochs')
    .values({
      id: randomBytes(6).toString('base64url'),
      place,
      server,
      intact_to: isSameTimeline ? intactTo : 0,
      number_offset: offset,
    })
    .execute()
}

function timelineOf(server: string): string {
  return server.split('/')[2] ?? ''
}

/** So that the next change has a higher number than any that is stored. */
async function moveNumbers(trx: Transaction<ChangesTables>, tables: Tables): Promise<number> {
  // Reads whole tables, once after a dump was restored.
  await sql`set local statement_timeout = 0`.execute(trx)
  const offset = await findOffset(trx, tables)
  await sql`
    create or replace function change_number() returns bigint language sql stable
    as ${sql.lit(`select pg_current_xact_id()::text::bigint + ${offset}`)}`.execute(trx)
  await trx.deleteFrom('change_epochs').execute()
  return offset
}

/**
 * A restored dump has made the table again, under another OID; a cluster has an identifier of its own. Copies of a cluster's files have the same
 * of both: `intactTo` finds those out. It is the log's end when the server started: a cursor that was given at a later one is of a history
 * that this server does not have. The last checkpoint tells it until the server makes another, minutes later: only the one of a shutdown or
 * of a recovery begins where it is written. Before PostgreSQL 17 others may, with `wal_level = minimal`.
 */
async function readPresent(trx: Transaction<ChangesTables>): Promise<Present> {
  const { rows } = await sql<Present>`
    select
      system_identifier || '/' || 'public.change_epochs'::regclass::oid::bigint as place,
      ${CURRENT_SERVER} as server,
      case
        when redo_lsn = checkpoint_lsn
          and (current_setting('wal_level') <> 'minimal' or current_setting('server_version_num')::integer >= 170000)
        then (checkpoint_lsn - '0/0')::bigint else 0
      end as "intactTo"
    from pg_control_system(), pg_control_checkpoint(), log_position() as log`.execute(trx)
  return rows[0] ?? { place: '', server: '', intactTo: 0 }
}

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
