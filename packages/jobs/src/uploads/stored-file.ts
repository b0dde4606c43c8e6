import { IntegrationError, isIntegrationError } from '@tributary/integration-kit'
import type { ImportFile } from '@tributary/integration-kit/host'
import type { ObjectStorage } from '@tributary/integration-kit/providers'
import { keyOfUpload, type UploadStorage } from './upload-storage.ts'

/**
 * In memory at a time. Each is a request of its own, so that an import of hours holds neither a connection nor an instance, and that only the
 * piece which failed is read again.
 */
const PIECE_BYTES = 4 * 1024 * 1024

interface StoredUpload {
  readonly id: string
  readonly filename: string
  readonly size: number
  readonly instance: string
}

/**
 * A file in a storage instance. Reading throws an `IntegrationError`: `upstream` while the instance is unavailable, after which the job is
 * tried again; `file_parse_error` if the object is gone.
 */
export function storedFile(
  storage: UploadStorage,
  { id, filename, size, instance }: StoredUpload,
): ImportFile {
  async function* openRange(from: number, to: number): AsyncGenerator<Uint8Array> {
    const last = Math.min(to, size)
    for (let start = from; start < last; ) {
      const end = Math.min(start + PIECE_BYTES, last)
      const piece = await readPiece(storage, instance, { key: keyOfUpload(id), start, end })
      yield piece
      start = end
    }
  }
  return { filename, size, open: () => openRange(0, size), openRange }
}

async function readPiece(
  storage: UploadStorage,
  instance: string,
  { key, start, end }: { readonly key: string; readonly start: number; readonly end: number },
): Promise<Uint8Array> {
  const piece = await readOf(storage, instance, async (objects) =>
    collected(await objects.read(key, { start, end })),
  )
  if (piece === undefined)
    throw new IntegrationError('file_parse_error', 'The uploaded file has been deleted. Upload it again.')
  if (piece.length === end - start) return piece
  throw new IntegrationError('file_parse_error', 'The uploaded file is not stored whole. Upload it again.')
}

async function readOf<R>(
  storage: UploadStorage,
  instance: string,
  work: (objects: ObjectStorage) => Promise<R>,
): Promise<R> {
  try {
    return await storage.use({ instance }, work)
  } catch (error) {
    const retry = isIntegrationError(error) ? error.retryAfterSeconds : undefined
    throw new IntegrationError('upstream', 'The storage that has the uploaded file is unavailable.', {
      cause: error,
      ...(retry === undefined ? {} : { retryAfterSeconds: retry }),
    })
  }
}

async function collected(stream: ReadableStream<Uint8Array> | undefined): Promise<Uint8Array | undefined> {
  if (stream === undefined) return undefined
  const pieces: Uint8Array[] = []
  for await (const piece of stream) pieces.push(piece)
  return Buffer.concat(pieces)
}
