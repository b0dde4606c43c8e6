import { isProblemError } from '@tributary/core'
import { sql } from 'kysely'
import { type Db, type Parts, tablesOf } from '../parts.ts'

const MOST_AT_ONCE = 200
const AGAIN_MINUTES = 10
/** Until a use of the storage should be over; another process does not take the same objects meanwhile. */
const TAKEN_MINUTES = 5

/**
 * Deletes the objects of deleted exports and of attempts that were given up: exactly those that this package has written, by their keys. After
 * a failure the other objects of the instance are left for the next time.
 */
export async function deleteLeftovers(parts: Parts): Promise<number> {
  const db = tablesOf(parts)
  const failed = new Set<string>()
  let deleted = 0
  for (const { object_key: key, storage } of await takeLeftovers(db, new Date(parts.now()))) {
    if (failed.has(storage)) continue
    try {
      await parts.providers.use({ kind: 'storage', instance: storage }, (objects) => objects.delete(key))
      deleted += 1
    } catch (error) {
      // Where the objects of a deleted instance are is not known any longer.
      if (!isProblemError(error) || error.code !== 'INSTANCES_NOT_FOUND') {
        failed.add(storage)
        parts.logger.warn(
          { err: error, storage },
          'exports could not be deleted from their storage; retrying',
        )
        continue
      }
    }
    await sql`
      with gone as (delete from export_leftovers where object_key = ${key} and until <= ${new Date(parts.now())} returning object_key)
      update export_leftovers set next_at = least(until, now() + make_interval(mins => ${AGAIN_MINUTES}))
      where object_key = ${key} and object_key not in (select object_key from gone)`.execute(db)
  }
  return deleted
}

/** Those that are due longest, so that an instance that is down does not keep the others waiting. */
async function takeLeftovers(db: Db, now: Date) {
  const { rows } = await sql<{ object_key: string; storage: string }>`
    with due as (
      select object_key from export_leftovers where next_at <= ${now}
      order by next_at limit ${MOST_AT_ONCE} for update skip locked
    )
    update export_leftovers set next_at = now() + make_interval(mins => ${TAKEN_MINUTES})
    where object_key in (select object_key from due)
    returning object_key, storage`.execute(db)
  return rows
}
