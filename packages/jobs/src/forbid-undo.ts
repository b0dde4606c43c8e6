import type { Migration } from '@tributary/database'
import { type RawBuilder, sql } from 'kysely'

/**
 * Marks finished imports as not to be undone, for migrations of plugins with records: of imports before the migration it is not known which records
 * are theirs. Does nothing in a database without jobs.
 *
 * @param whose a statement that selects `user_id` and `integration`
 */
export async function forbidUndo(
  db: Parameters<Migration['up']>[0],
  whose: RawBuilder<unknown>,
): Promise<void> {
  const { rows } = await sql<{ there: boolean }>`
    select exists (
      select from information_schema.columns
      where table_schema = current_schema() and table_name = 'import_jobs' and column_name = 'undoable'
    ) as there`.execute(db)
  if (rows[0]?.there !== true) return
  await sql`
    update import_jobs set undoable = false where undoable and (user_id, integration) in (${whose})`.execute(
    db,
  )
}
