import { sql } from 'kysely'
import type { LoadingDb } from './tables.ts'

export interface WantedPlugin {
  readonly name: string
  readonly wanted: 'loaded' | 'unloaded'
  readonly digest: string | null
  readonly revision: number
}

/** Results of processes that are gone are kept this long. */
const KEEP_RESULTS_DAYS = 7

/** What was asked for, and whether a process has done it already: that which was asked has. */
export interface FollowedPlugin extends WantedPlugin {
  readonly isDone: boolean
}

/** What was asked for after a revision, oldest first. */
export async function readWanted(
  db: LoadingDb,
  { after, processId }: { readonly after: number; readonly processId: string },
): Promise<readonly FollowedPlugin[]> {
  return db
    .selectFrom('plugin_loads')
    .selectAll()
    .select(
      sql<boolean>`exists (
        select from plugin_load_results as result
        where result.process_id = ${processId} and result.name = plugin_loads.name
          and result.revision >= plugin_loads.revision and result.failure is null)`.as('isDone'),
    )
    .where('revision', '>', after)
    .orderBy('revision')
    .execute()
}

/**
 * Resolves to the revision of the request. Of two requests at once, the second waits for the transaction of the first: a follower that
 * read the later revision first would never read the earlier one.
 */
export async function writeWanted(
  trx: LoadingDb,
  { name, wanted, digest }: Omit<WantedPlugin, 'revision'>,
): Promise<number> {
  await sql`lock table plugin_loads in share row exclusive mode`.execute(trx)
  const { rows } = await sql<{ revision: number }>`
    insert into plugin_loads (name, wanted, digest) values (${name}, ${wanted}, ${digest})
    on conflict (name) do update
      set wanted = excluded.wanted, digest = excluded.digest, revision = nextval('plugin_load_revisions')
    returning revision`.execute(trx)
  return rows[0]?.revision ?? 0
}

export interface LoadResultRow {
  readonly processId: string
  readonly host: string
  readonly name: string
  readonly revision: number
  readonly failure: string | null
}

export async function writeResult(db: LoadingDb, row: LoadResultRow): Promise<void> {
  const { processId, host, name, revision, failure } = row
  await sql`
    insert into plugin_load_results (process_id, host, name, revision, failure)
    values (${processId}, ${host}, ${name}, ${revision}, ${failure})
    on conflict (process_id, name) do update
      set revision = excluded.revision, failure = excluded.failure, finished_at = now()`.execute(db)
}

/** Of all processes, by plugin. */
export async function readResults(db: LoadingDb) {
  return db
    .selectFrom('plugin_load_results')
    .selectAll()
    .orderBy('name')
    .orderBy('host')
    .orderBy('process_id')
    .execute()
}

/** Takes out what a process that stops has written, and what is old. */
export async function forgetResults(db: LoadingDb, processId: string): Promise<void> {
  await sql`
    delete from plugin_load_results
    where process_id = ${processId} or finished_at < now() - make_interval(days => ${KEEP_RESULTS_DAYS})`.execute(
    db,
  )
}
