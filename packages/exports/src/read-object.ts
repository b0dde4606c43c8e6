import { isProblemError, ProblemError } from '@tributary/core'
import { isIntegrationError } from '@tributary/integration-kit'
import { exportsErrors } from './exports-errors.ts'
import { objectKey } from './object-key.ts'
import type { Parts } from './parts.ts'
import type { ExportRow } from './tables.ts'

/**
 * In memory at a time. Each is a request of its own, so that a slow download neither holds the instance nor meets the time limit of its use.
 */
const PIECE_BYTES = 4 * 1024 * 1024

/** A part of an export, in bytes; `end` is the first after it. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * The bytes of an export. The first piece is read before anything is answered.
 *
 * @throws ProblemError `EXPORTS_STORAGE_UNAVAILABLE`, and `EXPORTS_GONE` where another program has deleted or cut the object
 */
export async function readObject(
  parts: Parts,
  row: ExportRow,
  { start, end }: ByteRange,
): Promise<AsyncIterable<Uint8Array>> {
  const pieceFrom = (at: number) => readPiece(parts, row, { start: at, end: Math.min(at + PIECE_BYTES, end) })
  const first = start < end ? await pieceFrom(start) : undefined
  return (async function* () {
    if (first === undefined) return
    yield first
    for (let at = start + first.length; at < end; ) {
      const piece = await pieceFrom(at)
      at += piece.length
      yield piece
    }
  })()
}

async function readPiece(parts: Parts, row: ExportRow, range: ByteRange): Promise<Uint8Array> {
  let piece: Uint8Array | undefined
  try {
    const target = { kind: 'storage', instance: row.storage } as const
    piece = await parts.providers.use(target, async (objects) =>
      collected(await objects.read(objectKey(row), range)),
    )
  } catch (error) {
    if (!isOfStorage(error)) throw error
    throw new ProblemError(exportsErrors.EXPORTS_STORAGE_UNAVAILABLE, {
      detail: `The storage "${row.storage_name}" is unavailable. Try again later, or ask the administrator.`,
      headers: { 'retry-after': '60' },
      cause: error,
    })
  }
  if (piece?.length === range.end - range.start) return piece
  throw new ProblemError(exportsErrors.EXPORTS_GONE, {
    detail: `It was deleted or changed in the storage "${row.storage_name}". Delete it here, and make another one.`,
  })
}

/** Whether an instance, and not the database, has failed. */
function isOfStorage(error: unknown): boolean {
  return isIntegrationError(error) || (isProblemError(error) && error.code.startsWith('INSTANCES_'))
}

async function collected(stream: ReadableStream<Uint8Array> | undefined): Promise<Uint8Array | undefined> {
  if (stream === undefined) return undefined
  const pieces: Uint8Array[] = []
  for await (const piece of stream) pieces.push(piece)
  return Buffer.concat(pieces)
}
