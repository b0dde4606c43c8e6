import type { ConnectionTest, HealthStatus } from '@tributary/integration-host'
import type { NewNotification } from '@tributary/notifications'
import type { Transaction } from 'kysely'
import { keyOf } from './check-store.ts'
import type { HealthParts } from './health-parts.ts'
import type { HealthSubjectRow, HealthTables } from './health-tables.ts'
import type { SubjectClaim } from './subject-store.ts'

interface HealthTransition {
  readonly claim: SubjectClaim & { readonly userId?: string | undefined }
  readonly before: HealthSubjectRow
  readonly status: HealthStatus
  readonly outcome: ConnectionTest
}

type Notice = Pick<NewNotification, 'kind' | 'severity' | 'title' | 'message'>

/**
 * Notifies the administrators of a change of status, in its transaction. A connection belongs to a person, who is notified of its state by
 * the plugin that keeps it.
 */
export async function notifyTransition(
  { telling, logger, displayNameOf }: HealthParts,
  trx: Transaction<HealthTables>,
  { claim, before, status, outcome }: HealthTransition,
): Promise<void> {
  const { plugin, name } = before
  logger.info({ of: plugin, ...claim, from: before.status, to: status }, 'health changed')
  const isFirstSuccess = before.status === 'unknown' && status === 'healthy'
  if (telling === undefined || claim.userId !== undefined || isFirstSuccess) return
  const { accounts, notifications } = telling
  const subject = displayNameOf(plugin) === name ? name : `${displayNameOf(plugin)}, ${name}`
  const { current, former } = keysOf(claim, status)
  for (const userId of await accounts.administrators({ trx })) {
    await notifications.resolve({ userId, key: former }, { trx })
    await notifications.notify(
      {
        ...noticeOf(subject, status, outcome),
        parameters: { subject },
        userId,
        path: `/administration/health/${claim.type}/${encodeURIComponent(claim.id)}`,
        key: current,
      },
      { trx },
    )
  }
}

/** A recovery ends the notification of the failure, and the next failure that of the recovery. */
function keysOf(claim: SubjectClaim, status: HealthStatus) {
  const keys = [`health/${keyOf(claim)}`, `health-recovered/${keyOf(claim)}`] as const
  return status === 'healthy' ? { current: keys[1], former: keys[0] } : { current: keys[0], former: keys[1] }
}

function noticeOf(subject: string, status: HealthStatus, outcome: ConnectionTest): Notice {
  if (status === 'healthy')
    return {
      kind: 'plugin_recovered',
      severity: 'info',
      title: `${subject} works again`,
      message: 'Two checks in a row have succeeded.',
    }
  const degraded = status === 'degraded'
  return {
    kind: degraded ? 'plugin_degraded' : 'plugin_unhealthy',
    severity: degraded ? 'warning' : 'error',
    title: degraded ? `${subject} works in part` : `${subject} does not work`,
    message: describeOutcome(outcome),
  }
}

function describeOutcome({ steps }: ConnectionTest): string {
  const step = steps.find(({ ok }) => !ok)
  if (step === undefined) return 'The last two checks found a problem.'
  const { tried, problem, advice } = step
  return [`${tried}:`, problem ?? 'This failed.', advice].filter((text) => text !== undefined).join(' ')
}
