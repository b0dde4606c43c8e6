import { trackColumns } from '@tributary/changes'
import type { Migration } from '@tributary/database'
import { NO_CONNECTION } from '@tributary/jobs'
import { type Kysely, sql } from 'kysely'
import { createPartitions, createPartitionsAhead } from '../partitions/create-partitions.ts'
import { partitionOf } from '../partitions/partition-name.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- a migration knows the tables of its time
type Db = Kysely<any>

/** The table that takes the place of `measurements`, until it does. */
const NEW = 'measurements_partitioned'
const PROGRESS = 'measurements_partitioning'

/** 2 MB: some fifteen thousand rows, a tenth of a second. Fewer would commit more often than they copy. */
const BLOCKS_AT_ONCE = 256

const COLUMNS = sql.raw(
  'id, user_id, source, external_id, metric, measured_at, value, unit, updated_at, connection_id, change_number',
)

/** Names that the old table uses until it is dropped, and what follows them. */
const INDEXES = [
  ['by_time', '(user_id, measured_at desc, id desc)'],
  ['by_metric', '(user_id, metric, measured_at desc, id desc)'],
  ['by_change', '(user_id, change_number, id)'],
  ['by_update', 'using brin (updated_at) with (pages_per_range = 16, autosummarize = on)'],
] as const

/**
 * Partitions measurements by the year of their instant; decision 31. Rows are copied in batches, each in one transaction with the place of the next, so that an
 * interrupted migration continues where it was. Meanwhile nothing writes to the table: processes of the earlier version get an error, and their jobs
 * try again later. Needs as much free space as the table takes. Indexes are built after the rows, which is several times faster.
 */
export const partitionMeasurements: Migration = {
  transaction: 'none',
  async up(db) {
    if (await isPartitioned(db)) return
    await inTransaction(db, prepare)
    for (let isDone = false; !isDone; ) isDone = await inTransaction(db, copyBatch)
    await sql`
      do $$ begin
        if not exists (select from pg_constraint where conname = 'measurements_partitioned_identity') then
          alter table measurements_partitioned add constraint measurements_partitioned_identity
            -- The instant last: it tells nothing apart, and a key must contain what the table is partitioned by.
            primary key (external_id, connection_id, user_id, source, measured_at);
        end if;
      end $$`.execute(db)
    for (const [name, definition] of INDEXES)
      await sql`create index if not exists ${sql.id(`${NEW}_${name}`)} on ${sql.table(NEW)} ${sql.raw(definition)}`.execute(
        db,
      )
    await sql`analyze ${sql.table(NEW)}`.execute(db)
    await inTransaction(db, replace)
  },
}

function inTransaction<T>(db: Db, work: (trx: Db) => Promise<T>): Promise<T> {
  return db.transaction().execute(work)
}

async function isPartitioned(db: Db): Promise<boolean> {
  const { rows } = await sql<{ kind: string }>`
    select relkind as kind from pg_class where oid = 'public.measurements'::regclass`.execute(db)
  return rows[0]?.kind === 'p'
}

/** Waits for those that write just now, and refuses further ones. */
async function prepare(trx: Db): Promise<void> {
  await sql`
    create or replace function refuse_measurements() returns trigger language plpgsql as $$
      begin
        raise exception 'measurements are being migrated to a newer version' using errcode = 'object_in_use';
      end $$`.execute(trx)
  await sql`
    create or replace trigger measurements_being_migrated before insert or update or delete or truncate on measurements
    for each statement execute function refuse_measurements()`.execute(trx)
  // The place of a row is known while the table has the same file: after a dump was restored, or `vacuum full`, all are copied again.
  await sql`
    create table if not exists ${sql.table(PROGRESS)} (next_block bigint not null, file oid not null)`.execute(
    trx,
  )
  const file = sql`pg_relation_filenode('measurements')`
  const { rows } = await sql`select from ${sql.table(PROGRESS)} where file = ${file}`.execute(trx)
  if (rows.length > 0) return
  await sql`drop table if exists ${sql.table(NEW)}`.execute(trx)
  await sql`truncate ${sql.table(PROGRESS)}`.execute(trx)
  await sql`insert into ${sql.table(PROGRESS)} values (0, ${file})`.execute(trx)
  await sql`
    create table ${sql.table(NEW)} (
      -- Breaks ties in the order of lists.
      id bigint generated always as identity,
      user_id text not null,
      source text not null,
      external_id text not null,
      metric text not null,
      measured_at timestamptz not null,
      value double precision not null,
      unit text not null,
      updated_at timestamptz not null default now(),
      -- The nil UUID: by no connection, like a file or a person's own entry.
      connection_id uuid not null default ${sql.lit(NO_CONNECTION)},
      change_number bigint not null default change_number()
    ) partition by range (measured_at)`.execute(trx)
  await sql`alter table ${sql.table(NEW)} alter column change_number set statistics 0`.execute(trx)
}

/** Copies the rows of the next blocks; whether they were the last. */
async function copyBatch(trx: Db): Promise<boolean> {
  const { rows } = await sql<{ from: number; blocks: number }>`
    select next_block as "from",
      pg_relation_size('measurements') / current_setting('block_size')::bigint as blocks
    from ${sql.table(PROGRESS)}`.execute(trx)
  const { from = 0, blocks = 0 } = rows[0] ?? {}
  if (from >= blocks) return true
  const to = from + BLOCKS_AT_ONCE
  const isInBatch = sql`ctid >= ${`(${from},0)`}::tid and ctid < ${`(${to},0)`}::tid`
  const { rows: found } = await sql<{ partition: string }>`
    select distinct ${partitionOf(sql`measured_at`)} as partition from measurements where ${isInBatch}`.execute(
    trx,
  )
  await createPartitions(
    trx,
    found.map(({ partition }) => partition),
    NEW,
  )
  await sql`
    insert into ${sql.table(NEW)} (${COLUMNS}) overriding system value
    select ${COLUMNS} from measurements where ${isInBatch}`.execute(trx)
  await sql`update ${sql.table(PROGRESS)} set next_block = ${to}`.execute(trx)
  return to >= blocks
}

/** Puts the new table in the place of the old one. Its name, its indexes and its triggers are those that the old one had. */
async function replace(trx: Db): Promise<void> {
  await sql`lock table measurements in access exclusive mode`.execute(trx)
  await sql`
    select setval('measurements_partitioned_id_seq', last_value, is_called) from measurements_id_seq`.execute(
    trx,
  )
  await sql`drop table measurements`.execute(trx)
  await sql`drop function refuse_measurements()`.execute(trx)
  await sql`drop table ${sql.table(PROGRESS)}`.execute(trx)
  await sql`alter table ${sql.table(NEW)} rename to measurements`.execute(trx)
  await sql`alter sequence measurements_partitioned_id_seq rename to measurements_id_seq`.execute(trx)
  await sql`
    alter table measurements rename constraint measurements_partitioned_identity to measurements_identity`.execute(
    trx,
  )
  for (const [name] of INDEXES)
    await sql`alter index ${sql.id(`${NEW}_${name}`)} rename to ${sql.id(`measurements_${name}`)}`.execute(
      trx,
    )
  await trackColumns(trx, {
    table: 'measurements',
    shown: ['metric', 'measured_at', 'value', 'unit', 'updated_at'],
  })
  await sql`
    create trigger measurements_deleted after delete on measurements referencing old table as gone
    for each statement execute function record_deletions_of_measurements()`.execute(trx)
  await createPartitionsAhead(trx)
}
