import { copyBytes } from '@tributary/database'
import { type Kysely, sql } from 'kysely'
import type { JobsTables } from './tables.ts'

type Db = Kysely<JobsTables>

/** pg joins a message that spans several reads of the socket in a buffer that doubles, so a chunk is not read as one message. */
const PIECE_BYTES = 16 * 1024

/**
 * The content of a stored file from byte `skip` of its chunk `firstChunk` on, in pieces. One query reads those of a chunk. A copy takes no parameters, so each chunk is a
 * statement of its own in `pg_stat_statements`: 4,096 for 1 GiB.
 */
async function* readPieces(
  db: () => Db,
  uploadId: string,
  { firstChunk, skip }: { readonly firstChunk: number; readonly skip: number },
): AsyncGenerator<Uint8Array> {
  for (let seq = firstChunk; ; seq++) {
    const start = seq === firstChunk ? skip + 1 : 1
    const pieces = await copyBytes(
      db(),
      sql`
        select substring(data from at for ${PIECE_BYTES})
        from upload_chunks
        left join lateral generate_series(${start}, octet_length(data), ${PIECE_BYTES}) as at on true
        where upload_id = ${uploadId} and seq = ${seq}
        order by at`,
    )
    if (pieces.length === 0) return
    for (const piece of pieces) if (piece !== null) yield piece
  }
}

/** At which byte each chunk begins. The chunks themselves are not read for it: they are stored without compression. */
export async function listChunkStarts(db: Db, uploadId: string): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('upload_chunks')
    .select(
      sql<number>`(sum(octet_length(data)) over (order by seq) - octet_length(data))::float8`.as('start'),
    )
    .where('upload_id', '=', uploadId)
    .orderBy('seq')
    .execute()
  return rows.map(({ start }) => start)
}

/** The bytes from `start` to before `end`, piece by piece, each read when it is asked for; fewer if the file is deleted meanwhile. */
export async function* readRange(
  db: () => Db,
  uploadId: string,
  range: { readonly start: number; readonly end: number; readonly chunkStarts: readonly number[] },
): AsyncGenerator<Uint8Array> {
  const { start, end, chunkStarts } = range
  const firstChunk = chunkStarts.findLastIndex((chunkStart) => chunkStart <= start)
  if (firstChunk < 0 || start >= end) return
  const skip = start - (chunkStarts[firstChunk] ?? 0)
  let left = end - start
  for await (const piece of readPieces(db, uploadId, { firstChunk, skip })) {
    yield piece.subarray(0, left)
    left -= piece.length
    if (left <= 0) return
  }
}
