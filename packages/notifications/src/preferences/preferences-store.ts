import { sql } from 'kysely'
import type { Db } from '../parts.ts'
import type { QuietHours } from './quiet-hours.ts'

/** What decides when a person is sent something. */
export interface DeliveryPreferences {
  readonly quietHours: QuietHours | null
  /** Of the person's profile; UTC without one. */
  readonly timeZone: string
}

export async function readPreferences(db: Db, userId: string): Promise<DeliveryPreferences> {
  // The profile belongs to another package.
  const { rows } = await sql<{ time_zone: string | null; quiet_hours: QuietHours | null }>`
    select users.time_zone, preferences.quiet_hours from users
    left join notification_preferences as preferences on preferences.user_id = users.id
    where users.id = ${userId}`.execute(db)
  return { quietHours: rows[0]?.quiet_hours ?? null, timeZone: rows[0]?.time_zone ?? 'UTC' }
}

/** Writes them, and has what waits considered again. */
export async function writePreferences(
  db: Db,
  userId: string,
  { quietHours, now }: { readonly quietHours: QuietHours | null; readonly now: Date },
): Promise<void> {
  const columns = {
    quiet_hours: quietHours === null ? null : JSON.stringify(quietHours),
    updated_at: now,
  }
  await db
    .insertInto('notification_preferences')
    .values({ user_id: userId, ...columns })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(columns))
    .execute()
}
