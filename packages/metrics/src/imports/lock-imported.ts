import type { UndoneImport } from '@tributary/jobs'
import { sql, type Transaction } from 'kysely'
import { AS_WRITER } from '../partitions/lock-writers.ts'
import type { MetricsTables } from '../tables.ts'

/**
 * Serializes writing and undoing what a user has imported of an integration: an import that delivers a record while another one of it is undone must
 * neither lose it nor deadlock. With `connectionId` it serializes the pages of that connection.
 */
export async function lockImported(
  trx: Transaction<MetricsTables>,
  kind: 'events' | 'values' | 'measurements',
  {
    userId,
    integration,
    connectionId,
  }: Pick<UndoneImport, 'userId' | 'integration'> & { readonly connectionId?: string | null },
): Promise<void> {
  const ofConnection = connectionId == null ? '' : `/${connectionId}`
  const name = `${kind}/${userId}/${integration}${ofConnection}`
  const asWriter = kind === 'measurements' ? sql`${AS_WRITER},` : sql``
  await sql`select ${asWriter} pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(trx)
}
