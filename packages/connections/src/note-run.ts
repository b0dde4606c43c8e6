import { storableText } from '@tributary/database'
import { type IntegrationDefinition, integrationErrorOf } from '@tributary/integration-kit/host'
import type { Transaction } from 'kysely'
import type { RunConnection, RunOutcome } from './connection-access.ts'
import { lockConnectionById, moveConnection, noteFailure, noteSuccess } from './connection-store.ts'
import {
  settleNotices,
  tellNeedsAction,
  tellNeedsPermission,
  tellNeedsReauth,
  tellPaused,
  tellRejected,
  tellWarning,
} from './notices.ts'
import type { Parts } from './parts.ts'
import { describeMissing, missingScopes } from './scopes.ts'
import type { ConnectionRow, ConnectionsTables } from './tables.ts'

type Trx = Transaction<ConnectionsTables>

/** Ten hours of an hourly schedule: an outage is over by then, or it is none. */
export const FAILURES_BEFORE_PAUSE = 10

/** What a state follows a run, and who has to know. */
interface Consequence {
  readonly status: 'needs_reauth' | 'needs_permission' | 'needs_action' | 'paused'
  readonly reason: string
  readonly tell: (parts: Parts, trx: Trx, row: ConnectionRow) => Promise<void>
}

/** Notes how a run ended, and what follows from it for the connection. */
export async function noteRun(
  parts: Parts,
  trx: Trx,
  { connection, run: told }: { readonly connection: RunConnection; readonly run: RunOutcome },
): Promise<void> {
  const { id } = connection
  // Locked, so that nobody connects again between the comparison and what follows from it.
  const row = await lockConnectionById(trx, id)
  if (row === undefined || row.status === 'disconnected') return
  const run = aboutCurrent(row, connection, told)
  const { error, warnings = [], givenUp = [] } = run
  const news = [...(isKnown(row, run) ? [] : warnings), ...givenUp]
  if (news.length > 0) await tellWarning(parts, trx, { row, warnings: news })
  for (const fault of run.rejected ?? []) await tellRejected(parts, trx, { row, fault })
  const failures =
    run.status === 'failed' && error !== undefined
      ? await noteFailure(trx, id, {
          ...error,
          counts: integrationErrorOf(error.code)?.connection !== 'needs_action',
        })
      : 0
  if (run.status !== 'failed') await noteSuccess(trx, id, error)
  const consequence = consequenceOf(parts.definitionOf(row.integration), run, failures)
  if (consequence !== undefined) {
    const { status, reason, tell } = consequence
    const moved = await moveConnection(trx, id, { status, reason })
    // One that is in this state already was told when it came there.
    if (moved !== undefined && (row.status !== status || row.reason !== reason)) await tell(parts, trx, moved)
  } else if (
    run.status === 'succeeded' ||
    // Some of its records could not be used: the credentials could.
    (run.status === 'partial' && (error === undefined || row.status === 'needs_action'))
  ) {
    await compareScopes(parts, trx, row)
  }
}

/** Who is told of a state that follows from an error. */
const TOLD = {
  needs_reauth: tellNeedsReauth,
  needs_permission: tellNeedsPermission,
  needs_action: tellNeedsAction,
  paused: tellPaused,
} as const

/** A warning beside an error that the connection shows already was told when that error was new. */
function isKnown(row: ConnectionRow, { error }: RunOutcome): boolean {
  return (
    error !== undefined &&
    error.code === row.last_error_code &&
    storableText(error.message) === row.last_error_message
  )
}

/** What an error that leads here says is true of the credentials it was met with, and of no others. */
const ABOUT_CREDENTIALS: readonly (string | undefined)[] = ['needs_reauth', 'needs_permission']

/** The outcome without a verdict about credentials that are not the current ones: the person has connected again since. */
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
  if (state !== undefined) {
    const successor = state === 'paused' ? definition?.facts?.sunset?.successor : undefined
    const instead = successor === undefined ? '' : ` Use ${successor} instead.`
    return { status: state, reason: `${message}${instead}`, tell: TOLD[state] }
  }
  if (status === 'failed' && failures >= FAILURES_BEFORE_PAUSE) {
    const reason = `${failures} syncs in a row have failed, the last one so: ${message} When that is mended, let it go on.`
    return { status: 'paused', reason, tell: tellPaused }
  }
  return undefined
}

/**
 * What was granted may have become less with a refresh, and what is needed more with a newer version: streams that lack a
 * scope do not run, and nothing fails. A run in which everything worked is the proof that nothing is missing.
 */
async function compareScopes(parts: Parts, trx: Trx, row: ConnectionRow): Promise<void> {
  const definition = parts.definitionOf(row.integration)
  if (definition === undefined) return
  const missing = missingScopes(definition, row)
  if ((row.status === 'needs_permission' || row.status === 'needs_action') && missing.length === 0) {
    await moveConnection(trx, row.id, { status: 'connected', reason: null })
    await settleNotices(parts, trx, row)
  } else if ((row.status === 'connected' || row.status === 'needs_action') && missing.length > 0) {
    const reason = describeMissing(definition.displayName, missing)
    const moved = await moveConnection(trx, row.id, { status: 'needs_permission', reason })
    if (moved !== undefined) await tellNeedsPermission(parts, trx, moved)
  }
}
