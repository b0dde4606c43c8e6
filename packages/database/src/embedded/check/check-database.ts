import type pg from 'pg'
import { isConnectionLost } from '../../sqlstate.ts'
import type { EmbeddedConnection } from '../embedded-connection.ts'
import { withClient } from '../with-client.ts'
import { type CheckedRelations, checkRelations, type Problem } from './check-relations.ts'
import { type FileOwner, ownerOfFile, ownerOfRelation, parseRelationFile } from './relation-files.ts'
import { type FileProblem, parseFileError, verifyFiles } from './verify-files.ts'

/** One problem of the database. */
export interface Finding {
  /** The database's name. */
  readonly database: string
  /** A readable name: `table public.notes`, `index public.notes_pkey of table public.notes`. */
  readonly relation: string
  /** Below PostgreSQL's data directory. */
  readonly file: string | undefined
  /** Of 8192 bytes, in the file, or in the relation where no file is given. */
  readonly block: number | undefined
  readonly problem: string
  /** The cure. */
  readonly cure: string
}

export interface CheckResult {
  /** Empty if the database is undamaged. */
  readonly findings: readonly Finding[]
  readonly databases: number
  readonly relations: number
  readonly bytes: number
}

export interface CheckOptions {
  readonly signal?: AbortSignal | undefined
}

const RESTORE =
  'restore a backup made before the damage ("tributary restore"), and keep the damaged database until then'
const LEFT_OVER =
  'run the check again; where this is still found, no table has the file any more: stop the server and move it away'

/**
 * Reads all of a running embedded database: verifies the checksums of all pages, then the contents of all tables and
 * indexes of all databases. The server keeps running meanwhile. Takes as long as reading every file twice. Missing
 * rows that nothing refers to go undetected.
 *
 * @example
 * const { findings } = await checkDatabase(server.connection('superuser'))
 */
export async function checkDatabase(
  connection: EmbeddedConnection,
  { signal }: CheckOptions = {},
): Promise<CheckResult> {
  const files = await verifyFiles(connection, signal)
  const databases = await listDatabases(connection).catch((error: unknown) => unlisted(connection, error))
  const findings: Finding[] = []
  let relations = 0
  for (const [index, database] of databases.entries()) {
    const own = files.filter(({ file }) => indexOfDatabase(file, databases) === index)
    const work = { connection: { ...connection, database: database.name }, shared: index === 0, signal }
    const checked = await checkOne(database, own, work)
    signal?.throwIfAborted()
    findings.push(...checked.findings)
    relations += checked.relations
  }
  const bytes = databases.reduce((sum, database) => sum + database.bytes, 0)
  return { findings, databases: databases.length, relations, bytes }
}

interface Database {
  readonly oid: number
  readonly name: string
  readonly connectable: boolean
  readonly bytes: number
}

/** The database of the connections comes first and represents the shared tables. */
function listDatabases(connection: EmbeddedConnection): Promise<readonly Database[]> {
  return withClient(connection, async (client) => {
    const { rows } = await client.query<Database>(`
      select oid, datname as name, datallowconn as connectable, pg_database_size(oid)::float8 as bytes
      from pg_database order by datname = current_database() desc, datname
    `)
    return rows
  })
}

/** Without a connection, as with a damaged table of roles, problems of its files are reported for that database. */
function unlisted({ database: name }: EmbeddedConnection, error: unknown): readonly Database[] {
  if (isConnectionLost(error)) throw error
  return [{ oid: 0, name, connectable: true, bytes: 0 }]
}

/** The first database, for a file that belongs to none. */
function indexOfDatabase(file: string, databases: readonly Database[]): number {
  const oid = parseRelationFile(file)?.database
  const index = databases.findIndex((database) => database.oid === oid)
  return Math.max(0, index)
}

interface Checked {
  readonly findings: readonly Finding[]
  readonly relations: number
}

interface Work {
  readonly connection: EmbeddedConnection
  readonly shared: boolean
  readonly signal: AbortSignal | undefined
}

async function checkOne(
  { name, connectable }: Database,
  files: readonly FileProblem[],
  { connection, ...options }: Work,
): Promise<Checked> {
  // `template0`: the pattern of new databases.
  if (!connectable)
    return { findings: files.map((file) => findingOf(name, file, 'system table')), relations: 0 }
  const { problems, count } = await checkRelations(connection, options).catch(uncheckable)
  return { findings: await describeAll(connection, distinct([...files, ...problems])), relations: count }
}

/** The catalog of the database is damaged. */
function uncheckable(error: unknown): CheckedRelations {
  if (isConnectionLost(error)) throw error
  const message = `its tables cannot be checked: ${error instanceof Error ? error.message : String(error)}`
  return { count: 0, problems: [{ ...(parseFileError(error) ?? { oid: 0 }), problem: message }] }
}

/** A bad page is found twice: by its checksum and when its table is read. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
  const byKey = new Map<string, Problem>()
  for (const problem of problems) {
    const key = 'file' in problem ? `${problem.file} ${problem.block}` : JSON.stringify(problem)
    if (!byKey.has(key)) byKey.set(key, problem)
  }
  return [...byKey.values()]
}

async function describeAll(
  connection: EmbeddedConnection,
  problems: readonly Problem[],
): Promise<readonly Finding[]> {
  if (problems.length === 0) return []
  const describe = async (client: pg.Client) => {
    const findings: Finding[] = []
    for (const problem of problems) {
      findings.push(
        findingOf(connection.database, problem, await ownerOf(client, problem).catch(unknownOwner)),
      )
    }
    return findings
  }
  return withClient(connection, describe).catch((error: unknown) =>
    problems.map((problem) => findingOf(connection.database, problem, unknownOwner(error))),
  )
}

function ownerOf(client: pg.Client, problem: Problem): Promise<FileOwner | undefined> {
  return 'file' in problem ? ownerOfFile(client, problem.file) : ownerOfRelation(client, problem.oid)
}

/** The catalog with the names may be damaged as well. */
function unknownOwner(error: unknown): string {
  if (isConnectionLost(error)) throw error
  return 'unknown'
}

function findingOf(database: string, problem: Problem, owner: FileOwner | string | undefined): Finding {
  const file = 'file' in problem ? problem.file : undefined
  const { name, repair } = typeof owner === 'object' ? owner : { name: owner, repair: undefined }
  const repairs = `run ${repair} in the database ${database}; this rebuilds it from the table`
  const ofRelation = file === undefined || parseRelationFile(file) !== undefined
  return {
    database,
    relation: name ?? (ofRelation ? 'no table' : 'all tables'),
    file,
    block: problem.block,
    problem: problem.problem,
    cure: repair === undefined ? (name === undefined && ofRelation ? LEFT_OVER : RESTORE) : repairs,
  }
}
