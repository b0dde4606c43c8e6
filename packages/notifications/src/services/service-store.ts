import type { Db } from '../parts.ts'

/** The ids of the instances that people may use. */
export async function listOpened(db: Db): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('notification_services').select('instance_id').execute()
  return new Set(rows.map(({ instance_id: id }) => id))
}

export async function isOpened(db: Db, instanceId: string): Promise<boolean> {
  const row = await db
    .selectFrom('notification_services')
    .select('instance_id')
    .where('instance_id', '=', instanceId)
    .executeTakeFirst()
  return row !== undefined
}

export async function openService(db: Db, instanceId: string, now: Date): Promise<void> {
  await db
    .insertInto('notification_services')
    .values({ instance_id: instanceId, opened_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function closeService(db: Db, instanceId: string): Promise<void> {
  await db.deleteFrom('notification_services').where('instance_id', '=', instanceId).execute()
}
