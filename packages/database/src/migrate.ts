import { setTimeout as delay } from 'node:timers/promises'
import { ProblemError } from '@tributary/core'
import { type Kysely, sql, type Transaction } from 'kysely'
import { databaseErrors } from './database-errors.ts'
import type { AppliedMigration, Migration, MigrationContribution, MigrationSet } from './migrations.ts'
import {
  type AppliedByPlugin,
  knownMigrations,
  namesOf,
  newerMigrations,
  newerSchema,
} from './newer-schema.ts'
import { isConnectionLost } from './sqlstate.ts'

/** Separate from the plugins' tables, so that listings and dumps of those do not include it. */
export const MIGRATIONS_SCHEMA = 'tributary_migrations'

interface BookkeepingTables {
  applied: { plugin: string; name: string }
}

/** An arbitrary 64-bit number that must never change: processes that start at the same time lock it. */
const LOCK = 7_318_349_394_477_056n
const ASK_AGAIN_MILLISECONDS = 50

/**
 * Brings every contribution's tables up to date, in the order given.
 *
 * Each migration commits together with its row in `applied`, so a killed process continues at the same step; one without a transaction
 * runs again.
 * A transaction-level advisory lock admits one process at a time; the others find the work done. Kysely's own
 * migrator keeps two tables per plugin and reads the whole catalogue four times for each, which is most of a warm start.
 *
 * A plugin whose migration fails is refused and the rest continue; a lost connection stops everything, since no
 * plugin caused it. A schema that is newer than any plugin of this server (`DATABASE_NEWER`), added ones aside, stops everything before
 * anything runs: refusing only that plugin would let the others run beside tables that they do not know, and jobs
 * would fail. Returns the migrations that ran.
 */
export async function migrate(
  db: Kysely<unknown>,
  contributions: readonly MigrationContribution[],
  { isPooled = false }: { readonly isPooled?: boolean } = {},
): Promise<readonly AppliedMigration[]> {
  const bookkeeping = db as unknown as Kysely<BookkeepingTables>
  await createBookkeeping(bookkeeping)
  const applied = await readApplied(db)
  const newer = newerMigrations(knownMigrations(contributions), applied)
  if (newer.length > 0) throw newerSchema(newer)
  const ran: AppliedMigration[] = []
  for (const [plugin, entries] of Map.groupBy(contributions, (entry) => entry.plugin)) {
    try {
      const newerThanPlugin = newerMigrations(namesOf(entries), applied)
      if (newerThanPlugin.length > 0) throw newerPlugin(newerThanPlugin)
      const set = mergeSets(plugin, entries)
      for (const name of pending(plugin, set, applied.get(plugin) ?? [])) {
        if (await apply(bookkeeping, { plugin, name, set, isPooled })) ran.push({ plugin, name })
      }
    } catch (error) {
      if (isConnectionLost(error)) throw error
      refuse(entries, error instanceof Error ? error : new Error(String(error)))
    }
  }
  return ran
}

/** Of a plugin that was added: the others do not know its tables. */
function newerPlugin(newer: readonly AppliedMigration[]): ProblemError {
  return new ProblemError(databaseErrors.DATABASE_NEWER, {
    detail: `Its tables were made by a newer version of it: this version does not know ${newer.map(({ name }) => name).join(', ')}. Load the newer version.`,
  })
}

function refuse(entries: readonly MigrationContribution[], reason: Error): void {
  const [first] = entries
  if (first?.refuse === undefined) throw reason
  first.refuse(reason)
}

function mergeSets(plugin: string, entries: readonly MigrationContribution[]): MigrationSet {
  const merged: Record<string, MigrationSet[string]> = {}
  for (const [name, migration] of entries.flatMap((entry) => Object.entries(entry.value))) {
    if (name in merged) {
      throw new ProblemError(databaseErrors.DATABASE_MIGRATION_ORDER, {
        detail: `Plugin "${plugin}" contributes the migration "${name}" twice.`,
      })
    }
    merged[name] = migration
  }
  return merged
}

/** The pending names. Throws if the applied ones are not a prefix of this set. */
function pending(plugin: string, set: MigrationSet, applied: readonly string[]): readonly string[] {
  const last = applied.at(-1) ?? ''
  const rest = Object.keys(set)
    .filter((name) => !applied.includes(name))
    .sort()
  const late = rest.find((name) => name < last)
  if (late !== undefined) {
    throw new ProblemError(databaseErrors.DATABASE_MIGRATION_ORDER, {
      detail: `Migration "${late}" of plugin "${plugin}" sorts before "${last}", which has already run: give it a later name.`,
    })
  }
  return rest
}

interface MigrationToApply extends AppliedMigration {
  readonly set: MigrationSet
  readonly isPooled: boolean
}

async function apply(
  db: Kysely<BookkeepingTables>,
  { plugin, name, set, isPooled }: MigrationToApply,
): Promise<boolean> {
  try {
    return await db.transaction().execute(async (trx) => {
      await enter(trx)
      const done = await inSchema(trx)
        .selectFrom('applied')
        .select('name')
        .where('plugin', '=', plugin)
        .where('name', '=', name)
        .executeTakeFirst()
      if (done !== undefined) return false
      const migration = set[name]
      if (migration?.transaction === 'none') {
        // This transaction holds the lock meanwhile. A statement with parameters keeps its snapshot until the next one, and an index that
        // is built waits for all snapshots.
        await sql`select 1`.execute(trx)
        await db.connection().execute((own) => runOutside(own, migration, { isPooled }))
      } else await migration?.up(trx)
      await inSchema(trx).insertInto('applied').values({ plugin, name }).execute()
      return true
    })
  } catch (error) {
    if (isConnectionLost(error)) throw error
    throw new ProblemError(databaseErrors.DATABASE_MIGRATION_FAILED, {
      detail: `Migration "${name}" of plugin "${plugin}" failed: ${error instanceof Error ? error.message : String(error)}`,
      cause: error,
    })
  }
}

/** Without time-outs. Behind a pooler a setting of the session would be another client's: there the database's own limits hold. */
async function runOutside(
  own: Kysely<BookkeepingTables>,
  migration: Migration,
  { isPooled }: { readonly isPooled: boolean },
): Promise<void> {
  if (isPooled) return migration.up(own)
  const { rows } = await sql<{ limit: string }>`select current_setting('statement_timeout') as limit`.execute(
    own,
  )
  await sql`set statement_timeout = 0`.execute(own)
  try {
    await migration.up(own)
  } finally {
    await sql`select set_config('statement_timeout', ${rows[0]?.limit ?? '0'}, false)`.execute(own)
  }
}

/**
 * Waits for other processes to finish theirs; no time-out interrupts a long migration. By asking again: a statement that waits has a snapshot,
 * and the other process may build an index, which waits for all snapshots.
 */
async function enter(trx: Transaction<BookkeepingTables>): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(trx)
  await sql`set local lock_timeout = 0`.execute(trx)
  await sql`set local idle_in_transaction_session_timeout = 0`.execute(trx)
  for (;;) {
    const { rows } = await sql<{ entered: boolean }>`
      select pg_try_advisory_xact_lock(${sql.lit(LOCK)}) as entered`.execute(trx)
    if (rows[0]?.entered === true) return
    await delay(ASK_AGAIN_MILLISECONDS)
  }
}

async function createBookkeeping(db: Kysely<BookkeepingTables>): Promise<void> {
  const { rows } = await sql<{ present: boolean }>`
    select to_regclass(${`${MIGRATIONS_SCHEMA}.applied`}) is not null as present`.execute(db)
  if (rows[0]?.present) return
  await db.transaction().execute(async (trx) => {
    // `if not exists` alone still collides when two processes create at once.
    await enter(trx)
    await trx.schema.createSchema(MIGRATIONS_SCHEMA).ifNotExists().execute()
    await inSchema(trx)
      .schema.createTable('applied')
      .ifNotExists()
      .addColumn('plugin', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('applied_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
      .addPrimaryKeyConstraint('applied_pkey', ['plugin', 'name'])
      .execute()
  })
}

/** The applied migrations of this database, by plugin. */
export async function readApplied(db: Kysely<unknown>): Promise<AppliedByPlugin> {
  const rows = await inSchema(db as unknown as Kysely<BookkeepingTables>)
    .selectFrom('applied')
    .select(['plugin', 'name'])
    .execute()
  const byPlugin = Map.groupBy(rows, (row) => row.plugin)
  // Sorted here, not by the database: its collation may differ.
  return new Map([...byPlugin].map(([plugin, group]) => [plugin, group.map((row) => row.name).sort()]))
}

function inSchema<D extends Kysely<BookkeepingTables>>(db: D): Kysely<BookkeepingTables> {
  return db.withSchema(MIGRATIONS_SCHEMA)
}
