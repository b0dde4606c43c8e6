import { storableText } from '@tributary/database'
import { sql } from 'kysely'
import type { ProviderWait } from './connection-access.ts'
import type { Db } from './tables.ts'

/** Records the time until which the provider must not be called. A shorter wait does not reduce it. */
export async function saveWait(db: Db, id: string, { seconds, code, message }: ProviderWait): Promise<void> {
  const until = sql<Date>`now() + make_interval(secs => ${seconds})`
  await db
    .updateTable('user_integrations')
    .set({
      wait_until: sql<Date>`greatest(wait_until, ${until})`,
      next_sync_at: sql<Date>`case when next_sync_at is not null then greatest(next_sync_at, ${until}) end`,
      last_error_code: code,
      last_error_message: storableText(message),
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .execute()
}
