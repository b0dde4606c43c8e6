import type { Database } from '@tributary/database'
import { IntegrationError } from '@tributary/integration-kit'
import type { ImportFile } from '@tributary/integration-kit/host'
import type { JobRow, JobsTables } from '../tables.ts'
import { findUpload, listChunkStarts, readChunks, readRange } from '../upload-store.ts'

/** The uploaded file of a job, read from the database chunk by chunk each time it is opened, from its start or from anywhere. */
export async function openUpload(database: Database, job: JobRow): Promise<ImportFile> {
  const db = database.tables<JobsTables>()
  const uploadId = job.upload_id
  const upload = uploadId === null ? undefined : await findUpload(db, uploadId)
  if (uploadId === null || upload === undefined) {
    throw new IntegrationError('file_parse_error', 'The uploaded file has been deleted. Upload it again.')
  }
  let starts: Promise<readonly number[]> | undefined
  return {
    filename: upload.filename,
    size: upload.size,
    open: () => readChunks(db, uploadId),
    async *openRange(start, end) {
      starts ??= listChunkStarts(db, uploadId)
      yield* readRange(db, uploadId, { start, end, chunkStarts: await starts })
    },
  }
}
