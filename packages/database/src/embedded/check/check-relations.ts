import type pg from 'pg'
import type { EmbeddedConnection } from '../embedded-connection.ts'
import { withClient } from '../with-client.ts'
import { type FileProblem, parseFileError } from './verify-files.ts'

/** A problem of a relation, with PostgreSQL's message. */
export interface RelationProblem {
  readonly oid: number
  readonly block?: number | undefined
  readonly problem: string
}

/** About a file if PostgreSQL's error names one, otherwise about a relation. */
export type Problem = RelationProblem | FileProblem

interface Relation {
  readonly oid: number
  readonly check: keyof typeof CHECKS
}

/** Only the first problems of a relation: one bad page causes hundreds. */
const SHOWN = 5

/**
 * What reads one relation; `$1` is its oid. `pg_prewarm` reads each page and verifies its checksum, where there is no check of contents.
 * See https://www.postgresql.org/docs/18/amcheck.html
 */
const CHECKS = {
  heap: [
    // Every row, its long values included.
    `select blkno::int as block, msg as problem from verify_heapam($1, check_toast => true) limit ${SHOWN}`,
    // The free space map and the visibility map, separately, so that an error in one does not hide one in the other.
    ...['fsm', 'vm'].map((fork) => {
      const read = `case when pg_relation_size($1, '${fork}') > 0 then pg_prewarm($1, 'buffer', '${fork}') end`
      return `select null as block, null as problem where ${read} < 0`
    }),
  ],
  // The order and structure of the index, and that it has every row of the table.
  btree: [`select null as block, null as problem where bt_index_check($1, heapallindexed => true) is null`],
  other: [`select null as block, null as problem where pg_prewarm($1, 'buffer') < 0`],
} as const

/** Shared tables are in every database's list, and are checked with the first. Temporary ones are their session's. */
const RELATIONS = `
  select c.oid,
    case when c.relkind <> 'i' then 'heap' when a.amname = 'btree' then 'btree' else 'other' end as check
  from pg_class c
  left join pg_am a on a.oid = c.relam
  left join pg_index i on i.indexrelid = c.oid
  where c.relkind in ('r', 'm', 't', 'S', 'i') and c.relpersistence <> 't'
    and (i.indexrelid is null or (i.indisvalid and i.indisready))
    and (not c.relisshared or $1)
  order by c.oid
`

export interface CheckedRelations {
  readonly count: number
  readonly problems: readonly Problem[]
}

/**
 * Checks one database beyond page checksums: rows are well-formed, indexes are ordered and complete, files exist.
 * Runs concurrently with writers; waits for a table that a migration rewrites.
 *
 * The extensions for it are created in a transaction that is rolled back, so nothing is left.
 */
export function checkRelations(
  connection: EmbeddedConnection,
  { shared, signal }: { readonly shared: boolean; readonly signal?: AbortSignal | undefined },
): Promise<CheckedRelations> {
  const work = async (client: pg.Client) => {
    // A nearly full disk makes read-only the default.
    await client.query('begin transaction read write')
    await createExtensions(client)
    const { rows } = await client.query<Relation>(RELATIONS, [shared])
    const problems: Problem[] = []
    for (const relation of rows) problems.push(...(await checkRelation(client, relation)))
    await client.query('rollback')
    return { count: rows.length, problems }
  }
  return withClient(connection, work, signal)
}

/** In a separate schema; an extension that already exists is used where it is. */
async function createExtensions(client: pg.Client): Promise<void> {
  await client.query('create schema tributary_check')
  for (const name of ['amcheck', 'pg_prewarm'])
    await client.query(`create extension if not exists ${name} schema tributary_check`)
  await client.query(`
    select set_config('search_path', string_agg(distinct quote_ident(n.nspname), ', '), true)
    from pg_extension e join pg_namespace n on n.oid = e.extnamespace where extname in ('amcheck', 'pg_prewarm')
  `)
}

async function checkRelation(client: pg.Client, { oid, check }: Relation): Promise<readonly Problem[]> {
  const problems: Problem[] = []
  for (const statement of CHECKS[check]) problems.push(...(await runCheck(client, oid, statement)))
  return problems
}

async function runCheck(client: pg.Client, oid: number, statement: string): Promise<readonly Problem[]> {
  await client.query('savepoint relation')
  try {
    const { rows } = await client.query<{ block: number | null; problem: string }>(statement, [oid])
    return rows.map(({ block, problem }) => ({ oid, block: block ?? undefined, problem }))
  } catch (error) {
    await client.query('rollback to savepoint relation')
    if (await isGone(client, oid)) return []
    return [parseFileError(error) ?? { oid, problem: error instanceof Error ? error.message : String(error) }]
  } finally {
    // This releases the lock, which would block migrations until the end.
    await client.query('rollback to savepoint relation')
    await client.query('release savepoint relation')
  }
}

/** Dropped meanwhile. */
async function isGone(client: pg.Client, oid: number): Promise<boolean> {
  const { rows } = await client.query('select 1 from pg_class where oid = $1', [oid])
  return rows.length === 0
}
