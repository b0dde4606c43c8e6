import type { UndoneImport } from '@tributary/jobs'
import { sql, type Transaction } from 'kysely'
import type { MetricsTables } from '../tables.ts'

/**
 * Serializes writing and undoing what a user has imported of an integration: an import that delivers a record while another one of it is undone must
 * neither lose it nor deadlock.
 */
export async function lockImported(
  trx: Transaction<MetricsTables>,
  kind: 'events' | 'values' | 'measurements',
  { userId, integration }: Pick<UndoneImport, 'userId' | 'integration'>,
): Promise<void> {
  const name = `${kind}/${userId}/${integration}`
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(trx)
}
