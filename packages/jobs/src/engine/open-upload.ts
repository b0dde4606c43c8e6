import type { Database } from '@tributary/database'
import { IntegrationError } from '@tributary/integration-kit'
import type { ImportFile } from '@tributary/integration-kit/host'
import type { Kysely } from 'kysely'
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
  return fileOf(() => db, { id: uploadId, ...upload })
}

/** A stored file. `db` is called for each reading: in a transaction it is that transaction. */
export function fileOf(
  db: () => Kysely<JobsTables>,
  { id, filename, size }: { readonly id: string; readonly filename: string; readonly size: number },
): ImportFile {
  let starts: readonly number[] | undefined
  return {
    filename,
    size,
    async *open() {
      yield* readChunks(db, id)
    },
    async *openRange(start, end) {
      starts ??= await listChunkStarts(db(), id)
      yield* readRange(db, id, { start, end, chunkStarts: starts })
    },
  }
}
