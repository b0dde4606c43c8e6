import type { Transaction } from 'kysely'
import type { DueConnection } from './connection-access.ts'
import { lockDue, setNextSync } from './due-store.ts'
import type { Parts } from './parts.ts'
import type { ConnectionsTables } from './tables.ts'

export const DEFAULT_EVERY_MINUTES = 60
/** Jitter of up to a tenth, so that connections created together drift apart. */
const JITTER = 0.1

/** Claims the due connections and sets their next due time. */
export async function claimDue(
  { definitionOf, random }: Parts,
  trx: Transaction<ConnectionsTables>,
  limit: number,
): Promise<readonly DueConnection[]> {
  const due = await lockDue(trx, limit)
  await setNextSync(
    trx,
    due.map(({ id, integration }) => {
      const minutes = definitionOf(integration)?.schedule?.everyMinutes ?? DEFAULT_EVERY_MINUTES
      return { id, seconds: minutes * 60 * (1 - JITTER + 2 * JITTER * random()) }
    }),
  )
  return due
    .filter(({ integration }) => definitionOf(integration) !== undefined)
    .map(({ id, user_id: userId, integration }) => ({ id, userId, integration }))
}
