import { ProblemError } from '@tributary/core'
import { type Database, storableText } from '@tributary/database'
import { integrationErrors, tooLarge, type Upload } from '@tributary/integration-host'
import type { Kysely } from 'kysely'
import { jobsErrors } from './jobs-errors.ts'
import type { JobsTables } from './tables.ts'
import { type AnnouncedUpload, RESERVED_STEP, type UploadQuota } from './upload-quota.ts'
import {
  completeUpload,
  deleteUpload,
  insertChunk,
  LEASE_RENEWED_SECONDS,
  renewLease,
} from './upload-store.ts'
import { insertLeftover } from './uploads/delete-leftovers.ts'
import type { UploadStorage } from './uploads/upload-storage.ts'
import { writeUpload } from './uploads/write-upload.ts'

/** Large enough that a chunk costs little per byte; several copies of it are in memory as it is written. */
const CHUNK_BYTES = 256 * 1024

/**
 * Streams a file into the database, one chunk in memory at a time, or into the chosen storage instance. If it is too large, there is no room
 * for it, the instance is unavailable, or the sender disconnects, deletes the stored part and throws a problem.
 */
export async function receiveUpload(
  database: Database,
  upload: Upload,
  { quota, storage }: { readonly quota: UploadQuota; readonly storage: UploadStorage },
): Promise<string> {
  const db = database.tables<JobsTables>()
  const { userId, bytes = 0, trigger = 'upload' } = upload
  const storageInstance = await storage.chosen()
  const announced: AnnouncedUpload = {
    id: upload.id,
    userId,
    filename: storableText(upload.filename),
    contentType: storableText(upload.contentType),
    bytes: Math.min(bytes, upload.maxBytes),
    limited: trigger === 'upload',
    storageInstance,
  }
  const id = await quota.begin(announced)
  // A sender may be slow. While the database does not answer, storing the next chunk fails with the cause.
  const lease = setInterval(() => void renewLease(db, id).catch(() => {}), LEASE_RENEWED_SECONDS * 1000)
  try {
    const size = await store({ db, storage }, upload, { ...announced, id, quota })
    if (!(await completeUpload(db, id, size))) throw leaseLost()
    return id
  } catch (error) {
    // A read-only database refuses this as well: the sender gets the first cause, and the worker deletes the
    // leftovers.
    await deleteUpload(db, id).catch(() => {})
    // The row may have been deleted, with what was stored by then, before the last of it was written.
    if (storageInstance !== undefined) await insertLeftover(db, id, storageInstance).catch(() => {})
    throw error
  } finally {
    clearInterval(lease)
  }
}

/** This process or its database was blocked for so long that the reserved space was released. */
function leaseLost(): ProblemError {
  return new ProblemError(jobsErrors.JOBS_UPLOAD_INTERRUPTED, {
    detail: 'Send the file again.',
    headers: { 'retry-after': '5' },
  })
}

type BegunUpload = AnnouncedUpload & { readonly id: string; readonly quota: UploadQuota }

/** Resolves to the size of the file. */
async function store(
  { db, storage }: { readonly db: Kysely<JobsTables>; readonly storage: UploadStorage },
  upload: Upload,
  begun: BegunUpload,
): Promise<number> {
  const { id: uploadId, storageInstance: instance } = begun
  let size = 0
  const counted = async function* () {
    for await (const data of limited(upload, begun)) {
      yield data
      size += data.length
    }
  }
  if (instance !== undefined) {
    await writeUpload(storage, { instance, uploadId }, counted())
    return size
  }
  let seq = 0
  for await (const data of counted())
    if (!(await insertChunk(db, uploadId, { seq: seq++, data }))) throw leaseLost()
  return size
}

/** The chunks of a file, each once there is room for it. */
async function* limited(
  { content, maxBytes }: Upload,
  { id, quota, bytes, ...asker }: BegunUpload,
): AsyncGenerator<Buffer> {
  let reserved = bytes
  let stored = 0
  let looked = 0
  for await (const data of inChunks(content)) {
    const size = stored + data.length
    if (size > maxBytes) throw tooLarge(maxBytes)
    const missing = Math.max(0, size - reserved)
    // The announced size may still fill the disk, since others write, too.
    if (missing > 0 || size - looked >= RESERVED_STEP) {
      const most = missing > 0 ? Math.max(missing, RESERVED_STEP) : 0
      reserved += await quota.extend({ ...asker, id, stored }, { least: missing, most })
      looked = size
    }
    yield data
    stored = size
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

/** Only failures on the sender's side are reported as such, not those of the database. */
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
