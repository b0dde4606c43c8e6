import type { CredentialRefresher } from './credentials/refresh-credentials.ts'
import { listIdle, recordIdleTry } from './idle-store.ts'
import type { Parts } from './parts.ts'
import type { ConnectionsTables } from './tables.ts'

/** Half of its life, so that an outage of the provider may last for weeks. */
const SHARE = 0.5
/** Per upkeep; the rest waits for the next one. */
const AT_ONCE = 20

/** Refreshes idle connections before their refresh token expires. */
export async function refreshIdle(
  parts: Parts,
  refresher: CredentialRefresher,
  { integrations, signal }: { readonly integrations: readonly string[]; readonly signal: AbortSignal },
): Promise<void> {
  const db = parts.database.tables<ConnectionsTables>()
  for (const integration of integrations) {
    const days = parts.definitionOf(integration)?.facts?.refreshTokenIdleDays
    if (days === undefined) continue
    const idle = await listIdle(db, integration, { days: Math.floor(days * SHARE), limit: AT_ONCE })
    for (const row of idle) {
      signal.throwIfAborted()
      await recordIdleTry(db, row.id)
      await refresher.refresh(row.id, row.credentials_version).catch((error: unknown) => {
        parts.logger.warn({ integration, err: error }, 'refresh of an idle connection failed')
      })
    }
  }
}
