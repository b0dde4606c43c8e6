import { storableText } from '@tributary/database'
import { sql } from 'kysely'
import type { ConnectionRow, Db } from './tables.ts'

/** Records a run that read data, unless the connection is disconnected. Resolves to the connection, which is locked then. */
export async function recordSuccess(
  db: Db,
  id: string,
  error: { readonly code: string; readonly message: string } | undefined,
): Promise<ConnectionRow | undefined> {
  return db
    .updateTable('user_integrations')
    .set({
      failures: 0,
      last_sync_at: sql<Date>`now()`,
      last_error_code: error?.code ?? null,
      last_error_message: storableText(error?.message ?? null),
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .where('status', '!=', 'disconnected')
    .returningAll()
    .executeTakeFirst()
}

/**
 * Records a failed run. Resolves to the number of consecutive failures; a run that waits for a person to act does not
 * count.
 */
export async function recordFailure(
  db: Db,
  id: string,
  error: { readonly code: string; readonly message: string; readonly counts: boolean },
): Promise<number> {
  const row = await db
    .updateTable('user_integrations')
    .set((eb) => ({
      failures: eb('failures', '+', error.counts ? 1 : 0),
      last_error_code: error.code,
      last_error_message: storableText(error.message),
      updated_at: sql<Date>`now()`,
    }))
    .where('id', '=', id)
    .returning('failures')
    .executeTakeFirst()
  return row?.failures ?? 0
}
