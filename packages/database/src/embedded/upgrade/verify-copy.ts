import type pg from 'pg'
import { EmbeddedError } from '../embedded-error.ts'
import { digestTable, type TableDigest } from './copy-table.ts'
import { keyOf, readSchemaObjects, type SchemaObject } from './schema-objects.ts'
import { readSequences, type SequenceValue } from './sequence-values.ts'

/** The digest of a database as read for the copy. */
export interface Copied {
  readonly objects: readonly SchemaObject[]
  /** The objects that the new database had before the copy. */
  readonly given: readonly SchemaObject[]
  /** By qualified name. */
  readonly tables: ReadonlyMap<string, TableDigest>
  readonly sequences: readonly SequenceValue[]
}

/** Reads a whole copy and compares it with the original. Throws an `EmbeddedError` that names the first difference. */
export async function verifyCopy(
  client: pg.Client,
  copied: Copied,
  onTable: (table: string) => void,
): Promise<void> {
  for (const [table, digest] of copied.tables) {
    onTable(table)
    compareDigests(table, digest, await digestTable(client, table))
  }
  compareSequences(copied.sequences, await readSequences(client))
  compareObjects(copied, await readSchemaObjects(client))
}

function compareDigests(table: string, before: TableDigest, after: TableDigest): void {
  if (before.rows !== after.rows) {
    throw difference(`table ${table} had ${before.rows} rows and has ${after.rows}`)
  }
  if (before.hash !== after.hash) throw difference(`rows of table ${table} differ`)
}

function compareSequences(before: readonly SequenceValue[], after: readonly SequenceValue[]): void {
  const values = new Map(after.map((each) => [each.name, describeSequence(each)]))
  for (const each of before) {
    const [was, is] = [describeSequence(each), values.get(each.name)]
    if (was !== is) throw difference(`sequence ${each.name} was at ${was} and is at ${is ?? 'no value'}`)
  }
}

function describeSequence({ lastValue, isCalled }: SequenceValue): string {
  return `${lastValue}${isCalled ? '' : ' (unused)'}`
}

function compareObjects({ objects, given }: Copied, after: readonly SchemaObject[]): void {
  const definitions = new Map(after.map((object) => [keyOf(object), object.definition]))
  for (const object of objects) {
    const definition = definitions.get(keyOf(object))
    if (definition === undefined) throw difference(`${keyOf(object)} is missing`)
    if (definition !== object.definition) {
      throw difference(`${keyOf(object)} differs:\n${object.definition}\nwas copied as\n${definition}`)
    }
  }
  const expected = new Set([...objects, ...given].map(keyOf))
  const added = after.find((object) => !expected.has(keyOf(object)))
  if (added !== undefined) throw difference(`${keyOf(added)} did not exist`)
}

function difference(what: string): EmbeddedError {
  return new EmbeddedError('DATABASE_UPGRADE_FAILED', `The copy differs from the original: ${what}.`)
}
