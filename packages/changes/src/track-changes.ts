import { createIndexConcurrently } from '@tributary/database'
import { type Kysely, sql } from 'kysely'

/** A table whose changes are followed. It has `user_id`. */
export interface TrackedTable {
  readonly table: string
  /** Of `ChangeType`. */
  readonly type: string
  /** SQL of a row's id as text, unique for the type and the user; it must not change while the row exists. */
  readonly id: string
  /** An update counts as a change if it changes one of these. Columns of type `json` cannot be compared. */
  readonly shown: readonly string[]
}

// oxlint-disable-next-line typescript/no-explicit-any -- a migration knows the tables of its time
type Db = Kysely<any>

/**
 * Has a table keep the number of the change that wrote each row, and the ids of deleted rows. For migrations, each followed by one with
 * `indexChanges`. By triggers, so that no statement is forgotten; inserts pay for a default alone. Rows that exist already count as changed
 * now. No row is read or written, so that a large table is locked for milliseconds.
 */
export async function trackChanges(db: Db, { table, type, id, shown }: TrackedTable): Promise<void> {
  await createChangeLog(db)
  const name = sql.table(table)
  await sql`alter table ${name} add column change_number bigint not null default change_number()`.execute(db)
  await sql`alter table ${name} alter column change_number set statistics 0`.execute(db)
  await trackColumns(db, { table, shown })
  const recordDeletions = sql.id(`record_deletions_of_${table}`)
  // One statement for all rows of the deleting one.
  await sql`
    create function ${recordDeletions}() returns trigger language plpgsql as ${sql.lit(`
begin
  insert into public.deleted_records (user_id, type, id)
  select user_id, '${type}', ${id} from gone
  where user_id is distinct from current_setting('tributary.erased_user', true);
  return null;
end`)}`.execute(db)
  await sql`
    create trigger ${sql.id(`${table}_deleted`)} after delete on ${name} referencing old table as gone
    for each statement execute function ${recordDeletions}()`.execute(db)
}

/**
 * Sets which columns count as a change of a table that `trackChanges` has prepared. For migrations that add a column to its resource.
 */
export async function trackColumns(
  db: Db,
  { table, shown }: Pick<TrackedTable, 'table' | 'shown'>,
): Promise<void> {
  // One column at a time: what PostgreSQL makes of a comparison of rows is written differently once it is dumped and restored.
  const differences = shown.map(
    (column) => sql`${sql.id('old', column)} is distinct from ${sql.id('new', column)}`,
  )
  await sql`
    create or replace trigger ${sql.id(`${table}_changed`)} before update on ${sql.table(table)}
    for each row when (${sql.join(differences, sql` or `)})
    execute function set_change_number()`.execute(db)
}

/**
 * Lets the feed read a table that `trackChanges` has prepared. For migrations outside of a transaction. `by`: the first columns of
 * `ChangeType.key`, enough for at most some hundred rows of a transaction to have the same.
 */
export async function indexChanges(
  db: Db,
  { table, by }: { readonly table: string; readonly by: readonly string[] },
): Promise<void> {
  const columns = sql.join(['user_id', 'change_number', ...by].map((column) => sql.id(column)))
  await createIndexConcurrently(db, { name: `${table}_by_change`, table, definition: sql`(${columns})` })
}

/**
 * Lets a list select what was written since an instant. For migrations outside of a transaction. An index of a few blocks (BRIN): it costs
 * writes next to nothing, and what was written lately is in few places of the table.
 */
export async function indexUpdates(db: Db, table: string): Promise<void> {
  await createIndexConcurrently(db, {
    name: `${table}_by_update`,
    table,
    definition: sql`using brin (updated_at) with (pages_per_range = 16, autosummarize = on)`,
  })
}

/** What the triggers need. Whichever plugin migrates first makes it, so that a kernel without the feed can write these tables too. */
export async function createChangeLog(db: Db): Promise<void> {
  const { rows } = await sql<{ exists: boolean }>`
    select to_regclass('public.deleted_records') is not null as exists`.execute(db)
  if (rows[0]?.exists === true) return
  await createFunctions(db)
  await sql`
    create table deleted_records (
      user_id text not null,
      type text collate "C" not null,
      id text collate "C" not null,
      change_number bigint not null default change_number(),
      deleted_at timestamptz not null default now()
    )`.execute(db)
  await sql`create index deleted_records_by_user on deleted_records (user_id, change_number, type, id)`.execute(
    db,
  )
  await sql`create index deleted_records_by_time on deleted_records (deleted_at)`.execute(db)
  await sql`
    create table change_epochs (
      seq bigint generated always as identity primary key,
      id text not null,
      -- What this database is: another after a dump was restored.
      place text not null,
      -- Which start of which PostgreSQL server: another after every one.
      server text not null,
      -- How far the history of before is known to be part of this one, in bytes of the log; 0: not at all.
      intact_to bigint not null,
      -- What is added to a transaction's id to make the number of a change.
      number_offset bigint not null,
      change_number bigint not null default change_number(),
      -- Deletions up to this number are no longer kept.
      pruned_to bigint not null default 0,
      begun_at timestamptz not null default now()
    )`.execute(db)
}

async function createFunctions(db: Db): Promise<void> {
  // `ensureEpoch` replaces it by one that adds another number. Not volatile, so that defaults are evaluated inline and `add column` rewrites no table.
  await sql`
    create function change_number() returns bigint language sql stable
    as 'select pg_current_xact_id()::text::bigint + 0'`.execute(db)
  await sql`
    create function set_change_number() returns trigger language plpgsql as '
begin
  new.change_number := public.change_number();
  return new;
end'`.execute(db)
  // The end of the log that no crash can lose. Some hosted servers have no such functions, and a standby neither.
  await sql`
    create function log_position(out timeline text, out bytes bigint) language plpgsql as '
begin
  if current_setting(''synchronous_commit'') = ''off'' then
    bytes := pg_current_wal_insert_lsn() - ''0/0'';
  else
    bytes := pg_current_wal_flush_lsn() - ''0/0'';
  end if;
  timeline := left(pg_walfile_name(pg_current_wal_lsn()), 8);
exception when others then
  bytes := 0;
  timeline := null;
end'`.execute(db)
}
