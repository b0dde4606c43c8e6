import { type Kysely, sql } from 'kysely'
import type { JobsTables } from './tables.ts'

type Db = Kysely<JobsTables>

/** How often the receiving process renews its lease. */
export const LEASE_RENEWED_SECONDS = 15
/** A process without renewal for this long is dead; several intervals, so that a slow one is not. */
const LEASE_SECONDS = 60

const LEASED = sql<boolean>`leased_at > now() - make_interval(secs => ${sql.lit(LEASE_SECONDS)})`
/** How long a file without an import is kept. */
const UNUSED_KEPT = sql.raw("interval '1 day'")
/** Files that count: complete or in progress. The rest was left by dead processes. */
const COUNTS = sql<boolean>`(complete or ${LEASED})`

export async function insertUpload(
  db: Db,
  upload: {
    id?: string | undefined
    userId: string
    filename: string
    contentType: string
    reserved?: number
    storageInstance?: string | undefined
  },
): Promise<string> {
  const row = await db
    .insertInto('uploads')
    .values({
      ...(upload.id === undefined ? {} : { id: upload.id }),
      user_id: upload.userId,
      filename: upload.filename,
      content_type: upload.contentType,
      reserved: upload.reserved ?? 0,
      storage_instance: upload.storageInstance ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** Resolves to whether the lease still held; without it nothing is stored. */
export async function insertChunk(
  db: Db,
  uploadId: string,
  { seq, data }: { seq: number; data: Buffer },
): Promise<boolean> {
  const result = await db
    .insertInto('upload_chunks')
    .columns(['upload_id', 'seq', 'data'])
    .expression((eb) =>
      eb
        .selectFrom('uploads')
        .select(['id', sql<number>`${seq}::integer`.as('seq'), sql<Buffer>`${data}::bytea`.as('data')])
        .where('id', '=', uploadId)
        .where(LEASED),
    )
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

/** Resolves to whether the lease still held: what it had set aside may be another file's otherwise. */
export async function completeUpload(db: Db, uploadId: string, size: number): Promise<boolean> {
  const result = await db
    .updateTable('uploads')
    .set({ size, reserved: 0, complete: true })
    .where('id', '=', uploadId)
    .where(LEASED)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** A lease that has ended is not renewed. */
export async function renewLease(db: Db, uploadId: string): Promise<void> {
  await db
    .updateTable('uploads')
    .set({ leased_at: sql<Date>`now()` })
    .where('id', '=', uploadId)
    .where(LEASED)
    .execute()
}

/** Serialises reservations for uploads until the end of the transaction. */
export async function lockUploads(db: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('jobs/uploads', 0))`.execute(db)
}

/** Of a file on its way: how much is stored, and for how much more room is set aside. */
export async function reserveBytes(
  db: Db,
  uploadId: string,
  { stored, more }: { readonly stored: number; readonly more: number },
): Promise<void> {
  await db
    .updateTable('uploads')
    .set({ size: stored, reserved: sql<number>`reserved + ${more}` })
    .where('id', '=', uploadId)
    .execute()
}

/** What a file takes, or will have taken as far as it is known. */
const TAKEN = sql<number>`coalesce(sum(greatest(size, reserved)), 0)::float8`

/** How many files of a person are kept, and how much they take. */
export async function findUploadsOf(
  db: Db,
  userId: string,
): Promise<{ readonly files: number; readonly bytes: number }> {
  return db
    .selectFrom('uploads')
    .select([sql<number>`count(*)::integer`.as('files'), TAKEN.as('bytes')])
    .where('user_id', '=', userId)
    .where(COUNTS)
    .executeTakeFirstOrThrow()
}

/** How much the files of all people take. */
export async function sumUploads(db: Db): Promise<number> {
  const { bytes } = await db
    .selectFrom('uploads')
    .select(TAKEN.as('bytes'))
    .where(COUNTS)
    .executeTakeFirstOrThrow()
  return bytes
}

/** How much is set aside for files on their way to the database and not written yet. */
export async function sumOutstanding(db: Db): Promise<number> {
  const { bytes } = await db
    .selectFrom('uploads')
    .select(sql<number>`coalesce(sum(reserved - size), 0)::float8`.as('bytes'))
    .where('complete', '=', false)
    .where('storage_instance', 'is', null)
    .where(LEASED)
    .executeTakeFirstOrThrow()
  return bytes
}

/** Deletes incomplete files of dead processes. */
export async function deleteAbandonedUploads(db: Db): Promise<number> {
  const result = await db
    .deleteFrom('uploads')
    .where('complete', '=', false)
    .where(sql<boolean>`not ${LEASED}`)
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}

export async function deleteUpload(db: Db, uploadId: string): Promise<void> {
  await db.deleteFrom('uploads').where('id', '=', uploadId).execute()
}

/** Deletes the file of a job that has ended. Resolves to whether it is gone: `false` while a job still needs it. */
export async function deleteUploadOfJob(db: Db, uploadId: string): Promise<boolean> {
  const result = await db
    .deleteFrom('uploads')
    .where('id', '=', uploadId)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('import_jobs')
            .select('import_jobs.id')
            .whereRef('import_jobs.upload_id', '=', 'uploads.id')
            .where('import_jobs.status', 'in', ['queued', 'running']),
        ),
      ),
    )
    .executeTakeFirst()
  return result.numDeletedRows > 0n
}

/** A complete file, and where it is. */
export interface StoredUploadRow {
  readonly id: string
  readonly filename: string
  readonly size: number
  /** `null`: in the database. */
  readonly storageInstance: string | null
}

export async function findUpload(db: Db, uploadId: string): Promise<Omit<StoredUploadRow, 'id'> | undefined> {
  return db
    .selectFrom('uploads')
    .select(['filename', 'size', 'storage_instance as storageInstance'])
    .where('id', '=', uploadId)
    .where('complete', '=', true)
    .executeTakeFirst()
}

/** An uploaded file of a person that waits for its import. */
export interface WaitingUpload extends StoredUploadRow {
  readonly expiresAt: Date
}

/** A file of a person without an import, with `lock` until the end of the transaction; `undefined` once it has expired. */
export async function findWaitingUpload(
  db: Db,
  whose: { readonly userId: string; readonly uploadId: string },
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<WaitingUpload | undefined> {
  const expiresAt = sql<Date>`created_at + ${UNUSED_KEPT}`
  const upload = db
    .selectFrom('uploads')
    .select(['id', 'filename', 'size', 'storage_instance as storageInstance', expiresAt.as('expiresAt')])
    .where('id', '=', whose.uploadId)
    .where('user_id', '=', whose.userId)
    .where('complete', '=', true)
    .where(expiresAt, '>', sql<Date>`now()`)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('import_jobs')
            .select('import_jobs.id')
            .whereRef('import_jobs.upload_id', '=', 'uploads.id'),
        ),
      ),
    )
  return (lock ? upload.forUpdate() : upload).executeTakeFirst()
}

/**
 * Deletes abandoned uploads: without a job after a day, or of a job that ended unsuccessfully more than a week ago.
 * Until then such a job can be retried.
 */
export async function deleteStaleUploads(db: Db): Promise<number> {
  const result = await db
    .deleteFrom('uploads')
    .where(({ and, or, eb, not, exists, selectFrom }) => {
      const jobs = selectFrom('import_jobs')
        .select('import_jobs.id')
        .whereRef('import_jobs.upload_id', '=', 'uploads.id')
      const open = jobs.where('import_jobs.finished_at', 'is', null)
      const recent = jobs.where('import_jobs.finished_at', '>', sql<Date>`now() - interval '7 days'`)
      return or([
        and([not(exists(jobs)), eb('uploads.created_at', '<', sql<Date>`now() - ${UNUSED_KEPT}`)]),
        and([exists(jobs), not(exists(open)), not(exists(recent))]),
      ])
    })
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}
