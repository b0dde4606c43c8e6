import { sql, type Transaction } from 'kysely'
import type { MetricsTables } from '../tables.ts'

/** Deletes the lists of what imports have delivered: of all integrations, or of one. Those of events are deleted with them. */
export async function deleteImportsOf(
  trx: Transaction<MetricsTables>,
  table: 'daily_value_imports' | 'measurement_imports',
  { userId, source }: { readonly userId: string; readonly source?: string },
): Promise<void> {
  const ofSource = source === undefined ? sql`` : sql`and source = ${source}`
  await sql`delete from ${sql.table(table)} where user_id = ${userId} ${ofSource}`.execute(trx)
}
