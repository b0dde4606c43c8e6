import { ProblemError } from '@tributary/core'
import type { Database } from '@tributary/database'
import { integrationErrors, tooLarge, type Upload } from '@tributary/integration-host'
import { storableText } from './storable.ts'
import type { JobsTables } from './tables.ts'
import { completeUpload, deleteUpload, insertChunk, insertUpload } from './upload-store.ts'

/** Large enough that a chunk costs little per byte; several copies of it are in memory as it is written. */
const CHUNK_BYTES = 256 * 1024

/**
 * Streams a file into the database, one chunk in memory at a time. When it is too large, or the sender goes away,
 * what was stored is deleted again and a problem thrown.
 */
export async function receiveUpload(database: Database, upload: Upload): Promise<string> {
  const db = database.tables<JobsTables>()
  const filename = storableText(upload.filename)
  const contentType = storableText(upload.contentType)
  const uploadId = await insertUpload(db, { userId: upload.userId, filename, contentType })
  try {
    let size = 0
    let seq = 0
    for await (const data of inChunks(upload.content)) {
      size += data.length
      if (size > upload.maxBytes) throw tooLarge(upload.maxBytes)
      await insertChunk(db, uploadId, { seq: seq++, data })
    }
    await completeUpload(db, uploadId, size)
    return uploadId
  } catch (error) {
    // A database that takes no changes refuses this as well: the sender needs the first cause, and stale uploads are swept.
    await deleteUpload(db, uploadId).catch(() => {})
    throw error
  }
}

async function* inChunks(content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = []
  let length = 0
  const source = content[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { done, value } = await nextOf(source)
      if (done === true) break
      held.push(value)
      length += value.length
      if (length < CHUNK_BYTES) continue
      yield Buffer.concat(held)
      held = []
      length = 0
    }
    if (length > 0) yield Buffer.concat(held)
  } finally {
    await source.return?.()
  }
}

/** What breaks on the sender's side is the sender's to mend; what breaks in the database is not. */
async function nextOf(source: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
  try {
    return await source.next()
  } catch (error) {
    throw new ProblemError(integrationErrors.INTEGRATION_UPLOAD_BROKEN, {
      detail: 'Send the file again.',
      cause: error,
    })
  }
}
