import { storableText } from '@tributary/database'
import type { ConnectionReason } from '@tributary/integration-host'
import {
  type INTEGRATION_ERRORS,
  type IntegrationDefinition,
  type IntegrationErrorCode,
  integrationErrorOf,
} from '@tributary/integration-kit/host'
import type { Transaction } from 'kysely'
import type { RunConnection, RunOutcome } from './connection-access.ts'
import { lockConnectionById, moveConnection } from './connection-store.ts'
import {
  notifyNeedsAction,
  notifyNeedsPermission,
  notifyNeedsReauth,
  notifyPaused,
  notifyRejected,
  notifyWarning,
  resolveNotices,
} from './notices.ts'
import type { Parts } from './parts.ts'
import type { Reason } from './reason.ts'
import { recordFailure, recordSuccess } from './run-store.ts'
import { describeMissing, missingScopes } from './scopes.ts'
import type { ConnectionRow, ConnectionsTables } from './tables.ts'

type Trx = Transaction<ConnectionsTables>

/** 10 failures are 10 hours at the hourly default; a transient outage is over by then. */
export const FAILURES_BEFORE_PAUSE = 10

/** The state that follows a run, and the notification for it. */
interface Consequence {
  readonly status: 'needs_reauth' | 'needs_permission' | 'needs_action' | 'paused'
  readonly reason: Reason
  readonly notify: (parts: Parts, trx: Trx, row: ConnectionRow) => Promise<void>
}

/** Records the outcome of a run and its effect on the connection. */
export async function recordRun(
  parts: Parts,
  trx: Trx,
  { connection, run: told }: { readonly connection: RunConnection; readonly run: RunOutcome },
): Promise<void> {
  const { id } = connection
  if (isUneventful(told)) {
    const current = await recordSuccess(trx, id, undefined)
    if (current !== undefined) await compareScopes(parts, trx, current)
    return
  }
  // Locked, so that the person cannot connect again between the comparison and the update.
  const row = await lockConnectionById(trx, id)
  if (row === undefined || row.status === 'disconnected') return
  const run = aboutCurrent(row, connection, told)
  const { error, warnings = [], givenUp = [] } = run
  const news = [...(isKnown(row, run) ? [] : warnings), ...givenUp]
  if (news.length > 0) await notifyWarning(parts, trx, { row, warnings: news })
  for (const fault of run.rejected ?? []) await notifyRejected(parts, trx, { row, fault })
  const failures =
    run.status === 'failed' && error !== undefined
      ? await recordFailure(trx, id, {
          ...error,
          counts: integrationErrorOf(error.code)?.connection !== 'needs_action',
        })
      : 0
  if (run.status !== 'failed') await recordSuccess(trx, id, error)
  const consequence = consequenceOf(parts.definitionOf(row.integration), run, failures)
  if (consequence !== undefined) {
    const { status, reason, notify } = consequence
    const moved = await moveConnection(trx, id, { status, reason })
    // If the state is unchanged, the person was notified when it was entered.
    if (moved !== undefined && (row.status !== status || row.reason !== reason.message))
      await notify(parts, trx, moved)
  } else if (
    run.status === 'succeeded' ||
    // Some records were rejected, but the credentials were valid.
    (run.status === 'partial' && (error === undefined || row.status === 'needs_action'))
  ) {
    await compareScopes(parts, trx, row)
  }
}

/** Whether the run tells only that it succeeded, as nearly all do. */
function isUneventful({ status, error, warnings = [], rejected = [], givenUp = [] }: RunOutcome): boolean {
  return (
    status === 'succeeded' && error === undefined && warnings.length + rejected.length + givenUp.length === 0
  )
}

/** The notification for a state that follows from an error. */
const NOTICES = {
  needs_reauth: notifyNeedsReauth,
  needs_permission: notifyNeedsPermission,
  needs_action: notifyNeedsAction,
  paused: notifyPaused,
} as const

/** The reason that follows from an error; the compiler requires one for each that changes the state. */
const REASONS = {
  auth_expired: 'credentials_rejected',
  permission_denied: 'scope_missing',
  provider_gone: 'provider_gone',
  action_required: 'action_required',
  bad_configuration: 'bad_configuration',
} as const satisfies Record<ChangingCode, ConnectionReason>

type ChangingCode = {
  [Code in IntegrationErrorCode]: (typeof INTEGRATION_ERRORS)[Code] extends { connection: string }
    ? Code
    : never
}[IntegrationErrorCode]

function isReason(code: string): code is ChangingCode {
  return Object.hasOwn(REASONS, code)
}

/** If the connection already shows the error, its warning was sent when the error was new. */
function isKnown(row: ConnectionRow, { error }: RunOutcome): boolean {
  return (
    error !== undefined &&
    error.code === row.last_error_code &&
    storableText(error.message) === row.last_error_message
  )
}

/** States that depend on the credentials of the run and not on later ones. */
const ABOUT_CREDENTIALS: readonly (string | undefined)[] = ['needs_reauth', 'needs_permission']

/** The outcome without a verdict on credentials that the person has replaced since. */
function aboutCurrent(row: ConnectionRow, { consentedAt }: RunConnection, run: RunOutcome): RunOutcome {
  const isCurrent = consentedAt === undefined || consentedAt.getTime() === row.consented_at.getTime()
  if (
    isCurrent ||
    run.error === undefined ||
    !ABOUT_CREDENTIALS.includes(integrationErrorOf(run.error.code)?.connection)
  )
    return run
  const { error: _outdated, ...rest } = run
  return rest
}

function consequenceOf(
  definition: IntegrationDefinition | undefined,
  { status, error }: RunOutcome,
  failures: number,
): Consequence | undefined {
  if (error === undefined) return undefined
  const { code, message } = error
  const state = integrationErrorOf(code)?.connection
  if (state !== undefined && isReason(code)) {
    const successor = state === 'paused' ? definition?.facts?.sunset?.successor : undefined
    const instead = successor === undefined ? '' : ` Use ${successor} instead.`
    const reason: Reason = { code: REASONS[code], message: `${message}${instead}` }
    return { status: state, reason, notify: NOTICES[state] }
  }
  if (status === 'failed' && failures >= FAILURES_BEFORE_PAUSE) {
    const text = `${failures} syncs in a row have failed. The last error: ${message} Fix the cause, then resume the connection.`
    const reason: Reason = { code: 'failed_repeatedly', message: text }
    return { status: 'paused', reason, notify: notifyPaused }
  }
  return undefined
}

/**
 * A refresh may reduce the granted scopes, and a newer version may need more: streams that lack a scope do not run,
 * without a failure. A fully successful run proves that no scope is missing.
 */
async function compareScopes(parts: Parts, trx: Trx, row: ConnectionRow): Promise<void> {
  const definition = parts.definitionOf(row.integration)
  if (definition === undefined) return
  const missing = missingScopes(definition, row)
  if ((row.status === 'needs_permission' || row.status === 'needs_action') && missing.length === 0) {
    await moveConnection(trx, row.id, { status: 'connected', reason: null })
    await resolveNotices(parts, trx, row)
  } else if ((row.status === 'connected' || row.status === 'needs_action') && missing.length > 0) {
    const reason = describeMissing(definition.displayName, missing)
    const moved = await moveConnection(trx, row.id, { status: 'needs_permission', reason })
    if (moved !== undefined) await notifyNeedsPermission(parts, trx, moved)
  }
}
