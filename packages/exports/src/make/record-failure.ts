import { retryDelay } from '@tributary/core'
import { notificationKey } from '../notification-key.ts'
import type { Parts } from '../parts.ts'
import type { ExportRow, ExportsTables } from '../tables.ts'
import { type Claim, endLease } from './lease-store.ts'

/** Seconds before each further attempt. */
const RETRY_SECONDS = [60, 300, 1800, 7200, 21_600]

export interface Failure {
  /** For the person. */
  readonly message: string
  /** Whether a further attempt would fail as well. */
  readonly isFinal: boolean
}

/** Ends a failed attempt: it is tried again later, or after the last one the person is notified if it was scheduled. */
export async function recordFailure(
  parts: Parts,
  claim: Claim,
  { row, failure }: { readonly row: ExportRow; readonly failure: Failure },
): Promise<void> {
  const failures = row.failures + 1
  const delay = failure.isFinal ? undefined : retryDelay(RETRY_SECONDS, { failures, random: parts.random })
  await parts.database.transaction<ExportsTables, void>(async (trx) => {
    const ended = await endLease(trx, claim, {
      status: delay === undefined ? 'failed' : 'queued',
      failures,
      error: failure.message,
      due_at: delay === undefined ? null : new Date(parts.now() + delay),
    })
    if (ended?.status !== 'failed' || ended.schedule_id === null) return
    await parts.notifications.notify(
      {
        userId: row.user_id,
        kind: 'export_failed',
        severity: 'error',
        title: 'A scheduled export could not be made',
        message: failure.message,
        parameters: { storage: row.storage_name },
        path: '/me/data',
        key: notificationKey(row),
      },
      { trx },
    )
  })
  parts.logger.warn({ exportId: row.id, failures, isLast: delay === undefined }, 'export attempt failed')
}
