import type { Expression, Kysely } from 'kysely'
import { copyRows } from './copy-rows.ts'

/** In the first message of a binary copy, before its row: the signature, flags and the length of an extension. */
const HEADER_BYTES = 19
/** A row: the number of its values, then the length of each before it. */
const LENGTH_AT = 2
const VALUE_AT = 6
/** The length that PostgreSQL sends for `null`. */
const NO_LENGTH = -1

/**
 * Reads the values of a query that selects one `bytea`. In an ordinary result PostgreSQL sends two hexadecimal digits a byte, which pg turns into a string
 * and then into bytes: that takes twice as long and several times the memory.
 *
 * Throws `TypeError` for a query of several columns, and for a connection that was not prepared (`receiveCopies`).
 *
 * @example
 * await copyBytes(db, sql`select data from chunks where file_id = ${fileId} order by seq`)
 */
export async function copyBytes<DB>(
  db: Kysely<DB>,
  query: Expression<unknown>,
): Promise<readonly (Uint8Array | null)[]> {
  const messages = await copyRows(db, query, 'binary')
  const rows = messages.map((message, index) => (index === 0 ? message.subarray(HEADER_BYTES) : message))
  return rows.filter(({ length }) => length >= VALUE_AT).map(valueOf)
}

function valueOf(row: Buffer): Uint8Array | null {
  if (row.readInt16BE() !== 1) throw new TypeError('The query selects several columns.')
  return row.readInt32BE(LENGTH_AT) === NO_LENGTH ? null : row.subarray(VALUE_AT)
}
