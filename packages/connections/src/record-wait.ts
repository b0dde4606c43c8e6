import type { Transaction } from 'kysely'
import type { ProviderWait, RunConnection } from './connection-access.ts'
import { lockConnectionById } from './connection-store.ts'
import type { ConnectionsTables } from './tables.ts'
import { saveWait } from './wait-store.ts'

/**
 * Records the time until which the provider refuses requests, unless the person has connected again since the run
 * began.
 */
export async function recordWait(
  trx: Transaction<ConnectionsTables>,
  { id, consentedAt }: RunConnection,
  wait: ProviderWait,
): Promise<void> {
  const row = await lockConnectionById(trx, id)
  if (row === undefined || row.status === 'disconnected') return
  const isCurrent = consentedAt === undefined || consentedAt.getTime() === row.consented_at.getTime()
  if (isCurrent) await saveWait(trx, id, wait)
}
