import { outsideUnit } from '@tributary/core'
import { browserCookie, type Connections } from '@tributary/integration-host'
import { connectWithCredentials } from './auth/credentials/connect.ts'
import { beginDevice } from './auth/device-code/begin-device.ts'
import { pollDevice } from './auth/device-code/poll-device.ts'
import { beginFlow } from './auth/oauth2/begin-flow.ts'
import { completeFlow } from './auth/oauth2/complete-flow.ts'
import { changeConnection } from './change-connection.ts'
import {
  deleteConnection,
  findConnection,
  findConnectionsOfAccount,
  listConnections,
  listConnectionsOf,
} from './connection-store.ts'
import { disconnect } from './disconnect.ts'
import { findReadiness, requireDefinition } from './find-definition.ts'
import { markWithdrawn } from './mark-needs-reauth.ts'
import type { Parts } from './parts.ts'
import { redirectUriOf, refusalOfRedirectUri } from './provider/redirect-uri.ts'
import { revokeDue } from './revoke-due.ts'
import type { ConnectionsTables } from './tables.ts'
import { viewConnection } from './view-connection.ts'

/** The service behind the standard routes. Background work is tracked in `background` until it is done. */
export function createConnections(parts: Parts, background: Set<Promise<void>>): Connections {
  return {
    browserCookie: browserCookie('connecting', parts.publicUrl),
    redirectUri: (integration) => redirectUriOf(parts.publicUrl, integration),
    refusalOfRedirectUri: (integration) =>
      refusalOfRedirectUri(
        requireDefinition(parts, integration),
        redirectUriOf(parts.publicUrl, integration),
      ),
    async list(whose) {
      const rows = await listConnectionsOf(parts.database.tables<ConnectionsTables>(), whose)
      return rows.map((row) => viewConnection(row, parts.definitionOf(row.integration)))
    },
    async listAll(userId) {
      const rows = await listConnections(parts.database.tables<ConnectionsTables>(), userId)
      return rows.map((row) => viewConnection(row, parts.definitionOf(row.integration)))
    },
    async find(own) {
      const row = await findConnection(parts.database.tables<ConnectionsTables>(), own)
      return row === undefined ? undefined : viewConnection(row, parts.definitionOf(row.integration))
    },
    async findByAccount(integration, accountId) {
      const rows = await findConnectionsOfAccount(
        parts.database.tables<ConnectionsTables>(),
        integration,
        accountId,
      )
      return rows.map((row) => ({
        userId: row.user_id,
        connection: viewConnection(row, parts.definitionOf(row.integration)),
      }))
    },
    withdraw: (own) => markWithdrawn(parts, own),
    begin: (request) => beginFlow(parts, request),
    complete: (request) => completeFlow(parts, request),
    connectWithCredentials: (request) => connectWithCredentials(parts, request),
    beginDevice: (request) => beginDevice(parts, request),
    pollDevice: (request) => pollDevice(parts, request),
    change: (request) => changeConnection(parts, request),
    async disconnect(own) {
      await disconnect(parts, own)
      // Immediately after the commit; failures are retried at the next upkeep.
      parts.database.afterCommit(() => {
        const revoking = outsideUnit(() => revokeDue(parts))
          .catch((error: unknown) => parts.logger.warn({ err: error }, 'revocations deferred'))
          .finally(() => background.delete(revoking))
        background.add(revoking)
      })
    },
    remove: (own) => deleteConnection(parts.database.tables<ConnectionsTables>(), own),
    readiness: (integration) => findReadiness(parts, requireDefinition(parts, integration)),
  }
}
