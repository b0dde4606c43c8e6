import type pg from 'pg'
import { EmbeddedError } from '../embedded-error.ts'
import { ROLE } from '../initialise-cluster.ts'
import { copyTable, digestTable, requireSameHash, type TableDigest } from './copy-table.ts'
import { keyOf, orderObjects, readSchemaObjects, type SchemaObject } from './schema-objects.ts'
import { readSequences, setSequences } from './sequence-values.ts'
import { readUncarriedObjects } from './uncarried-objects.ts'
import { type Copied, verifyCopy } from './verify-copy.ts'

/** The same database on two servers. */
export interface Sides {
  readonly from: pg.Client
  readonly to: pg.Client
}

/** The progress of a copy. */
export interface CopyProgress {
  /**
   * `build`: constraints, indexes, views and the like. `finish`: the new cluster is in place, the earlier one is
   * about to be renamed.
   */
  readonly step: 'copy' | 'build' | 'verify' | 'finish'
  /** Qualified name of the table or of another object; at last, the directory. */
  readonly object: string
  /** The number of copied rows of this table; 0 for other objects. */
  readonly rows: number
  /** All of its rows. */
  readonly of: number
}

const SHOWN = 10

/**
 * Copies a database into an empty new one: schema, rows and positions of sequences. Reads one snapshot and writes one
 * transaction, which commits when everything compares equal. Throws an `EmbeddedError` otherwise.
 */
export async function copyDatabase(
  sides: Sides,
  onProgress: (progress: CopyProgress) => void,
): Promise<Copied> {
  const { from, to } = sides
  await from.query('begin isolation level repeatable read read only')
  await refuseUncarried(from)
  await requireSameHash(from, to)
  const objects = await readSchemaObjects(from)
  const { beforeData, afterData } = await orderObjects(from, objects)
  await to.query('begin')
  const given = await readSchemaObjects(to)
  // Objects that every new database has are not created again.
  const givenKeys = new Set(given.map(keyOf))
  const isMissing = (object: SchemaObject) => !givenKeys.has(keyOf(object))
  for (const object of beforeData.filter(isMissing)) await makeObject(to, object)
  const tables = await copyTables(sides, tablesOf(objects), onProgress)
  for (const object of afterData.filter(isMissing)) {
    onProgress({ step: 'build', object: object.name, rows: 0, of: 0 })
    await makeObject(to, object)
  }
  await fillMaterializedViews(from, to, afterData)
  const sequences = await readSequences(from)
  await setSequences(to, sequences)
  const copied = { objects, given, tables, sequences }
  await verifyCopy(to, copied, (table) => onProgress({ step: 'verify', object: table, rows: 0, of: 0 }))
  await to.query('commit')
  // Autovacuum would collect statistics table by table; until then, queries would be planned without them.
  await to.query('analyze')
  return copied
}

async function refuseUncarried(from: pg.Client): Promise<void> {
  const uncarried = await readUncarriedObjects(from, ROLE)
  if (uncarried.length === 0) return
  const rest = uncarried.length - SHOWN
  const names = [...uncarried.slice(0, SHOWN), ...(rest > 0 ? [`${rest} more`] : [])].join(', ')
  throw new EmbeddedError(
    'DATABASE_UPGRADE_FAILED',
    `The database contains objects that Tributary did not create and the upgrade does not copy: ${names}. Remove them with the previous version ` +
      'and create them again afterwards.',
  )
}

async function makeObject(to: pg.Client, object: SchemaObject): Promise<void> {
  try {
    await to.query(object.definition)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new EmbeddedError('DATABASE_UPGRADE_FAILED', `The ${keyOf(object)} cannot be created (${why}).`, {
      cause,
    })
  }
}

/** A partitioned table has no rows of its own. */
function tablesOf(objects: readonly SchemaObject[]): readonly string[] {
  return objects.filter(({ kind }) => kind === 'table').map(({ name }) => name)
}

async function copyTables(
  sides: Sides,
  tables: readonly string[],
  onProgress: (progress: CopyProgress) => void,
): Promise<ReadonlyMap<string, TableDigest>> {
  const digests = new Map<string, TableDigest>()
  for (const table of tables) {
    const digest = await digestTable(sides.from, table)
    digests.set(table, digest)
    onProgress({ step: 'copy', object: table, rows: 0, of: digest.rows })
    await copyTable(sides, table, (rows) =>
      onProgress({ step: 'copy', object: table, rows, of: digest.rows }),
    )
  }
  return digests
}

/** In order of creation: one may read another. An unpopulated one stays unpopulated. */
async function fillMaterializedViews(
  from: pg.Client,
  to: pg.Client,
  objects: readonly SchemaObject[],
): Promise<void> {
  for (const { name } of objects.filter(({ kind }) => kind === 'materialized view')) {
    const { rows } = await from.query<{ filled: boolean }>(
      'select relispopulated as filled from pg_class where oid = $1::regclass',
      [name],
    )
    if (rows[0]?.filled === true) await to.query(`refresh materialized view ${name}`)
  }
}
