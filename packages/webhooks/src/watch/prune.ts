import { pruneDeliveries } from '../delivery/delivery-store.ts'
import { DAY_MILLISECONDS, KEPT_DAYS } from '../delivery/limits.ts'
import { removePreviousSecret } from '../endpoint-secrets.ts'
import { endRotations } from '../endpoint-store.ts'
import { type Parts, tablesOf } from '../parts.ts'
import type { WebhooksTables } from '../tables.ts'

/** Deletes old deliveries, and replaced secrets that no longer sign. */
export async function prune(parts: Parts): Promise<void> {
  const now = parts.now()
  while (await pruneDeliveries(tablesOf(parts), new Date(now - KEPT_DAYS * DAY_MILLISECONDS)));
  await parts.database.transaction<WebhooksTables, void>(async (trx) => {
    for (const endpoint of await endRotations(trx, new Date(now)))
      await removePreviousSecret(parts, trx, endpoint)
  })
}
