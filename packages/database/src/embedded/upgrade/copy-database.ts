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

/** How far a copy is. */
export interface CopyProgress {
  /** `build`: constraints, indexes, views and the like. `finish`: the new cluster has its name, the earlier one is about to get another. */
  readonly step: 'copy' | 'build' | 'verify' | 'finish'
  /** Qualified name of the table or of another object; at last, the directory. */
  readonly object: string
  /** Rows of this table that are copied; of another object 0. */
  readonly rows: number
  /** All of its rows. */
  readonly of: number
}

const SHOWN = 10

/**
 * Copies a database into a new one that holds nothing but what every new one holds: schema, rows and positions of sequences. Reads one
 * snapshot and writes one transaction, which is committed when everything has been compared. Throws an `EmbeddedError` otherwise.
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
  // What every new database has is not made again.
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
  // Autovacuum would gather them one by one; until then, queries are planned without.
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
    `The database holds what Tributary has not made and the upgrade does not carry: ${names}. Remove it with the version of before, ` +
      'and make it again afterwards.',
  )
}

async function makeObject(to: pg.Client, object: SchemaObject): Promise<void> {
  try {
    await to.query(object.definition)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new EmbeddedError('DATABASE_UPGRADE_FAILED', `The ${keyOf(object)} cannot be made (${why}).`, {
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

/** In the order in which they were made: one may read another. One that was never filled stays so. */
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
