import { isProblemError } from '@tributary/core'
import { type Kysely, sql } from 'kysely'
import type { JobsTables } from '../tables.ts'
import { keyOfUpload, type UploadStorage } from './upload-storage.ts'

type Db = Kysely<JobsTables>

const MOST_AT_ONCE = 500

/** What became of the objects of deleted files. */
export interface DeletedLeftovers {
  readonly deleted: number
  /** Objects of deleted instances: where they are is not known any longer. */
  readonly forgotten: number
  /** Instances that were unavailable; their objects are deleted later. */
  readonly failed: readonly { readonly instance: string; readonly error: unknown }[]
}

/** Deletes the objects of files that are deleted. After a failure the other objects of the instance are left for the next time. */
export async function deleteLeftovers(db: Db, storage: UploadStorage): Promise<DeletedLeftovers> {
  const failed = new Map<string, unknown>()
  let deleted = 0
  let forgotten = 0
  for (const { upload_id: id, storage_instance: instance } of await takeLeftovers(db)) {
    if (failed.has(instance)) continue
    try {
      await storage.use({ instance }, (objects) => objects.delete(keyOfUpload(id)))
      deleted += 1
    } catch (error) {
      if (!isProblemError(error) || error.code !== 'INSTANCES_NOT_FOUND') {
        failed.set(instance, error)
        continue
      }
      forgotten += 1
    }
    await db.deleteFrom('upload_leftovers').where('upload_id', '=', id).execute()
  }
  return { deleted, forgotten, failed: [...failed].map(([instance, error]) => ({ instance, error })) }
}

/** Those that were tried longest ago, so that an instance that is down does not keep the others waiting. */
async function takeLeftovers(db: Db) {
  const oldest = db.selectFrom('upload_leftovers').select('upload_id').orderBy('tried_at').limit(MOST_AT_ONCE)
  return db
    .updateTable('upload_leftovers')
    .set({ tried_at: sql<Date>`now()` })
    .where('upload_id', 'in', oldest)
    .returning(['upload_id', 'storage_instance'])
    .execute()
}

/** Records the object of a file whose row was deleted while it was written. */
export async function insertLeftover(db: Db, uploadId: string, instance: string): Promise<void> {
  await db
    .insertInto('upload_leftovers')
    .values({ upload_id: uploadId, storage_instance: instance })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
