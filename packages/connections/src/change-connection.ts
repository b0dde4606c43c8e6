import { ProblemError } from '@tributary/core'
import type { Connection, Connections } from '@tributary/integration-host'
import { changedSettings } from './connecting/check-settings.ts'
import { noConnection } from './connecting/choose-connection.ts'
import { lockConnection, moveConnection, saveChoices } from './connection-store.ts'
import { connectionsErrors } from './connections-errors.ts'
import { requireDefinition } from './find-definition.ts'
import { resolveNotices } from './notices.ts'
import type { Parts } from './parts.ts'
import type { Reason } from './reason.ts'
import { describeMissing, missingScopes } from './scopes.ts'
import type { ConnectionRow, ConnectionsTables } from './tables.ts'
import { viewConnection } from './view-connection.ts'

/** Pauses or resumes a connection, switches its streams, labels it, and changes its changeable settings. */
export async function changeConnection(
  parts: Parts,
  {
    userId,
    integration,
    connectionId,
    paused,
    streams,
    label,
    settings: given,
  }: Parameters<Connections['change']>[0],
): Promise<Connection> {
  const definition = requireDefinition(parts, integration)
  const row = await parts.database.transaction<ConnectionsTables, ConnectionRow>(async (trx) => {
    let current = await lockConnection(trx, { userId, connectionId })
    if (current?.integration !== integration || current.status === 'disconnected')
      throw noConnection(definition.displayName)
    if (streams !== undefined || label !== undefined || given !== undefined) {
      const switched = streams === undefined ? undefined : { ...current.streams, ...definedOf(streams) }
      const settings =
        given === undefined
          ? undefined
          : changedSettings(parts, definition, { present: current.settings, given })
      current = (await saveChoices(trx, current.id, { streams: switched, label, settings })) ?? current
    }
    const wanted = wantedStatus(current, paused)
    if (wanted === 'needs_reauth' || wanted === 'needs_action') return current
    const missing = missingScopes(definition, current)
    const status = wanted === 'connected' && missing.length > 0 ? 'needs_permission' : wanted
    if (status === current.status && status !== 'needs_permission') return current
    const reason = reasonFor(status, describeMissing(definition.displayName, missing))
    const moved = await moveConnection(trx, current.id, { status, reason })
    if (moved === undefined) throw refuse(current)
    if (status === 'connected') await resolveNotices(parts, trx, moved)
    return moved
  })
  return viewConnection(row, definition)
}

function definedOf(streams: Readonly<Record<string, boolean | undefined>>): Record<string, boolean> {
  const chosen = Object.entries(streams).filter((entry): entry is [string, boolean] => entry[1] !== undefined)
  return Object.fromEntries(chosen)
}

/** The requested status, or by default the one that follows from the enabled streams. */
function wantedStatus(
  row: ConnectionRow,
  paused: boolean | undefined,
): 'connected' | 'paused' | 'needs_reauth' | 'needs_action' {
  // Only a run can prove that the required action was taken.
  if (row.status === 'needs_action' && paused !== true) return 'needs_action'
  if (row.status === 'needs_reauth') {
    if (paused === undefined) return 'needs_reauth'
    throw refuse(row)
  }
  return (paused ?? row.status === 'paused') ? 'paused' : 'connected'
}

function reasonFor(status: 'connected' | 'paused' | 'needs_permission', missing: Reason): Reason | null {
  if (status === 'needs_permission') return missing
  return status === 'paused' ? { code: 'paused_by_user', message: 'Paused by you.' } : null
}

function refuse(row: ConnectionRow): ProblemError {
  return new ProblemError(connectionsErrors.CONNECTIONS_CHANGE_REFUSED, {
    detail: row.reason ?? `The connection is ${row.status}.`,
  })
}
