import type { Database } from '@tributary/database'
import { IntegrationError } from '@tributary/integration-kit'
import type { ImportFile } from '@tributary/integration-kit/host'
import type { Kysely } from 'kysely'
import type { JobRow, JobsTables } from '../tables.ts'
import { listChunkStarts, readRange } from '../upload-content.ts'
import { findUpload, type StoredUploadRow } from '../upload-store.ts'
import { storedFile } from '../uploads/stored-file.ts'
import type { UploadStorage } from '../uploads/upload-storage.ts'

/** The uploaded file of a job, read from the database or its storage instance piece by piece each time it is opened, from its start or from anywhere. */
export async function openUpload(
  { database, storage }: { readonly database: Database; readonly storage: UploadStorage },
  job: JobRow,
): Promise<ImportFile> {
  const db = database.tables<JobsTables>()
  const uploadId = job.upload_id
  const upload = uploadId === null ? undefined : await findUpload(db, uploadId)
  if (uploadId === null || upload === undefined) throw deleted()
  return fileOf({ db: () => db, storage }, { id: uploadId, ...upload })
}

/** What a stored file is read through. */
export interface UploadAccess {
  /** Called for each reading: in a transaction it is that transaction. */
  readonly db: () => Kysely<JobsTables>
  readonly storage: UploadStorage
}

export function fileOf(
  { db, storage }: UploadAccess,
  { id, filename, size, storageInstance: instance }: StoredUploadRow,
): ImportFile {
  if (instance !== null) return storedFile(storage, { id, filename, size, instance })
  let starts: readonly number[] | undefined
  async function* openRange(start: number, to: number): AsyncGenerator<Uint8Array> {
    const end = Math.min(to, size)
    starts ??= await listChunkStarts(db(), id)
    let at = start
    for await (const piece of readRange(db, id, { start, end, chunkStarts: starts })) {
      yield piece
      at += piece.length
    }
    // The rest is gone, which must not look like the end of the file.
    if (at < end) throw deleted()
  }
  return { filename, size, open: () => openRange(0, size), openRange }
}

function deleted(): IntegrationError {
  return new IntegrationError('file_parse_error', 'The uploaded file has been deleted. Upload it again.')
}
