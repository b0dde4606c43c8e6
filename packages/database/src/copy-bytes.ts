import { type Expression, type Kysely, sql } from 'kysely'

/** In the first message of a binary copy, before its row: the signature, flags and the length of an extension. */
const HEADER_BYTES = 19
/** Before the one value of a row: the number of values, and the length of this one. */
const LENGTH_AT = 2
const VALUE_AT = 6
/** Of `null`. */
const NO_LENGTH = -1

/**
 * The values of a query that selects one `bytea`; it takes no parameters (`sql.lit`). As a result of the query itself, PostgreSQL sends two digits for
 * each byte, which the driver makes a text of, and then the bytes: that takes three times as long, and the garbage of a large file took 150 MB.
 *
 * @example
 * await copyBytes(db, sql`select data from chunks where file_id = ${sql.lit(fileId)} order by seq`)
 */
export async function copyBytes<DB>(
  db: Kysely<DB>,
  query: Expression<unknown>,
): Promise<readonly (Uint8Array | null)[]> {
  const { rows: messages } = await sql<Buffer>`copy (${query}) to stdout (format binary)`.execute(db)
  const rows = messages.map((message, index) => (index === 0 ? message.subarray(HEADER_BYTES) : message))
  // The end of the copy has no value, and comes with the header if there are no rows.
  return rows.filter(({ length }) => length >= VALUE_AT).map(valueOf)
}

function valueOf(row: Buffer): Uint8Array | null {
  return row.readInt32BE(LENGTH_AT) === NO_LENGTH ? null : row.subarray(VALUE_AT)
}
