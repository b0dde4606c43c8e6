import { findConnection, listConnectionsOf } from '../connection-store.ts'
import { requireDefinition } from '../find-definition.ts'
import type { Parts } from '../parts.ts'
import { scopesToAsk } from '../scopes.ts'
import type { ConnectionsTables } from '../tables.ts'
import { NEW_CONNECTION, noConnection } from './choose-connection.ts'

/**
 * The scopes to request: those of the enabled streams of the connection to renew, otherwise of the streams enabled by
 * default.
 *
 * @throws ProblemError `CONNECTIONS_NOT_FOUND` for a named connection of another user
 */
export async function scopesOfTarget(
  parts: Parts,
  request: {
    readonly userId: string
    readonly integration: string
    readonly connection?: string | undefined
  },
): Promise<readonly string[]> {
  const { userId, integration, connection } = request
  const definition = requireDefinition(parts, integration)
  const db = parts.database.tables<ConnectionsTables>()
  if (connection !== undefined && connection !== NEW_CONNECTION) {
    const named = await findConnection(db, { userId, connectionId: connection })
    if (named?.integration !== integration) throw noConnection(definition.displayName)
    return scopesToAsk(definition, named)
  }
  const live = (await listConnectionsOf(db, { userId, integration })).filter(
    ({ status }) => status !== 'disconnected',
  )
  const only = connection === undefined && live.length === 1 ? live[0] : undefined
  return scopesToAsk(definition, only ?? { streams: {} })
}
