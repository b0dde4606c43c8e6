import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { EmbeddedError } from '../embedded-error.ts'

const NEWLINE = 0x0a

/** How many rows a table has, and the sum of a hash of each: the same for the same rows in any order. */
export interface TableDigest {
  readonly rows: number
  readonly hash: string
}

/** Throws if the two versions compute different hashes, since their rows could not be compared. */
export async function requireSameHash(from: pg.Client, to: pg.Client): Promise<void> {
  const query = `select hashtextextended('Tributary' collate "C", 0)::text as hash`
  const [before, after] = [await from.query<{ hash: string }>(query), await to.query<{ hash: string }>(query)]
  if (before.rows[0]?.hash === after.rows[0]?.hash) return
  throw new EmbeddedError(
    'DATABASE_UPGRADE_FAILED',
    'The two versions of PostgreSQL compute different hashes.',
  )
}

/** Reads a table that is not partitioned. `table` is its qualified, quoted name. */
export async function digestTable(client: pg.Client, table: string): Promise<TableDigest> {
  const { rows } = await client.query<{ rows: string; hash: string }>(
    `select count(*)::text as rows, coalesce(sum(hashtextextended((r.*)::text collate "C", 0)::numeric), 0)::text as hash from only ${table} r`,
  )
  return { rows: Number(rows[0]?.rows), hash: rows[0]?.hash ?? '' }
}

/**
 * Copies the rows of a table from one server to another, a few at a time. Generated columns are computed again, the others keep their
 * values, those of identity columns too. Returns how many.
 */
export async function copyTable(
  sides: { readonly from: pg.Client; readonly to: pg.Client },
  table: string,
  onRows: (rows: number) => void,
): Promise<number> {
  const source = sides.from.query(copyTo(`copy ${table} to stdout`))
  const target = sides.to.query(copyFrom(`copy ${table} from stdin`))
  let rows = 0
  await pipeline(
    source,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        rows += countLines(chunk)
        onRows(rows)
        yield chunk
      }
    },
    target,
  )
  return target.rowCount
}

/** In the text format each row is one line: newlines in values are escaped. */
function countLines(chunk: Buffer): number {
  let lines = 0
  for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) lines += 1
  return lines
}
