import { sql } from 'kysely'
import type { Db, DemoRow } from './tables.ts'

/** A process that has died is replaced after this time. Each step renews it. */
const LEASE = sql<Date>`now() + interval '30 seconds'`

export async function findDemo(db: Db, userId: string): Promise<DemoRow | undefined> {
  return db.selectFrom('demo_data').selectAll().where('user_id', '=', userId).executeTakeFirst()
}

/** Begins demo data. `undefined` if the person has some. */
export async function insertDemo(db: Db, userId: string): Promise<DemoRow | undefined> {
  return db
    .insertInto('demo_data')
    .values({ user_id: userId, leased_until: LEASE })
    .onConflict((conflict) => conflict.column('user_id').doNothing())
    .returningAll()
    .executeTakeFirst()
}

/** Renews the lease. `undefined` once the demo data is being removed, or is gone. */
export async function renewLease(db: Db, id: string): Promise<DemoRow | undefined> {
  return db
    .updateTable('demo_data')
    .set({ leased_until: LEASE })
    .where('id', '=', id)
    .where('removing_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
}

export async function recordFilled(db: Db, id: string, integration: string): Promise<void> {
  await db
    .updateTable('demo_data')
    .set({ filled: sql<string[]>`array_append(filled, ${integration})` })
    .where('id', '=', id)
    .execute()
}

/** Records the id of a file before it is stored. Resolves to `false` once the demo data is being removed, or is gone. */
export async function recordUpload(db: Db, id: string, uploadId: string): Promise<boolean> {
  const result = await db
    .updateTable('demo_data')
    .set({ uploads: sql<string[]>`array_append(uploads, ${uploadId}::uuid)` })
    .where('id', '=', id)
    .where('removing_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export async function finishFilling(db: Db, id: string): Promise<void> {
  await db.updateTable('demo_data').set({ filled_at: sql<Date>`now()` }).where('id', '=', id).execute()
}

/** From now on nothing is added to it. `undefined` without any. */
export async function beginRemoval(db: Db, userId: string): Promise<DemoRow | undefined> {
  return db
    .updateTable('demo_data')
    .set({ removing_at: sql<Date>`coalesce(removing_at, now())`, leased_until: LEASE })
    .where('user_id', '=', userId)
    .returningAll()
    .executeTakeFirst()
}

export async function deleteDemo(db: Db, id: string): Promise<void> {
  await db.deleteFrom('demo_data').where('id', '=', id).execute()
}

/** Takes over what a process has left unfinished. */
export async function claimUnfinished(db: Db): Promise<readonly DemoRow[]> {
  return db
    .updateTable('demo_data')
    .set({ leased_until: LEASE })
    .where('leased_until', '<', sql<Date>`now()`)
    .where((or) => or.or([or('filled_at', 'is', null), or('removing_at', 'is not', null)]))
    .returningAll()
    .execute()
}
