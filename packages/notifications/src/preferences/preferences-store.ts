import { sql } from 'kysely'
import type { Db } from '../parts.ts'
import { type Language, languageOf } from '../words/words.ts'
import type { QuietHours } from './quiet-hours.ts'

/** What decides when a person is sent something. */
export interface DeliveryPreferences {
  readonly quietHours: QuietHours | null
  /** Of the person's profile; UTC without one. */
  readonly timeZone: string
  /** What messages are written in. */
  readonly language: Language
}

interface ProfileRow {
  readonly time_zone: string | null
  readonly language: string | null
  readonly quiet_hours: QuietHours | null
}

export async function readPreferences(db: Db, userId: string): Promise<DeliveryPreferences> {
  // The profile belongs to another package.
  const { rows } = await sql<ProfileRow>`
    select users.time_zone, users.language, preferences.quiet_hours from users
    left join notification_preferences as preferences on preferences.user_id = users.id
    where users.id = ${userId}`.execute(db)
  const { quiet_hours: quietHours = null, time_zone: timeZone = null, language = null } = rows[0] ?? {}
  return { quietHours, timeZone: timeZone ?? 'UTC', language: languageOf(language) }
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
