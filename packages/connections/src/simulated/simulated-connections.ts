import { isProblemError, ProblemError, serviceKey } from '@tributary/core'
import { allScopes, type Connection } from '@tributary/integration-host'
import { authStrategyOf } from '../auth/auth-strategies.ts'
import { identifyAccount } from '../connecting/identify-account.ts'
import { storeConnection } from '../connecting/store-connection.ts'
import { deleteConnection, listSimulated, type OwnConnection } from '../connection-store.ts'
import { connectionsErrors } from '../connections-errors.ts'
import { disconnect } from '../disconnect.ts'
import { requireDefinition } from '../find-definition.ts'
import type { Parts } from '../parts.ts'
import type { ConnectionsTables } from '../tables.ts'
import { viewConnection } from '../view-connection.ts'
import { partsOfConnection } from './parts-of-connection.ts'

/** Connections to simulated providers, for demo data. */
export interface SimulatedConnections {
  /** Connects the demo account of an integration; the existing connection where there is one. */
  connect(whose: { readonly userId: string; readonly integration: string }): Promise<Connection>
  /** A person's simulated connections, also disconnected ones. */
  list(userId: string): Promise<readonly Connection[]>
  /** Ends a connection: it syncs no more. Nothing is revoked, since there is no real grant. */
  end(own: OwnConnection): Promise<void>
  /** Deletes an ended connection whose data is deleted, with the notifications about it. */
  remove(own: OwnConnection): Promise<void>
}

export const simulatedConnections = serviceKey<SimulatedConnections>('simulatedConnections')

export function createSimulatedConnections(parts: Parts): SimulatedConnections {
  const db = () => parts.database.tables<ConnectionsTables>()
  return {
    connect: (whose) => connect(parts, whose),
    async list(userId) {
      const rows = await listSimulated(db(), userId)
      return rows.map((row) => viewConnection(row, parts.definitionOf(row.integration)))
    },
    async end(own) {
      const row = (await listSimulated(db(), own.userId)).find(({ id }) => id === own.connectionId)
      if (row !== undefined && row.status !== 'disconnected')
        await disconnect(parts, own).catch(ifEndedMeanwhile)
    },
    async remove(own) {
      await deleteConnection(db(), own)
      await parts.notifications.remove({ userId: own.userId, about: own.connectionId })
    },
  }
}

/** Another process removes the same demo data. */
function ifEndedMeanwhile(error: unknown): void {
  if (!isProblemError(error) || error.code !== connectionsErrors.CONNECTIONS_NOT_FOUND.code) throw error
}

async function connect(
  parts: Parts,
  { userId, integration }: { readonly userId: string; readonly integration: string },
): Promise<Connection> {
  const definition = requireDefinition(parts, integration)
  const provider = parts.simulatedOf(integration)
  if (provider === undefined)
    throw new ProblemError(connectionsErrors.CONNECTIONS_NOT_FOUND, {
      detail: `Nothing simulates ${definition.displayName} on this server.`,
    })
  const { expiresAt, ...tokens } = await provider.grant()
  const credentials = { kind: 'oauth2', ...tokens, expiresAt } as const
  const account = await identifyAccount(
    partsOfConnection(parts, { simulated: true, integration }),
    definition,
    {
      authorization: authStrategyOf(definition).authorization(credentials),
      settings: {},
    },
  )
  const { row } = await storeConnection(parts, {
    userId,
    definition,
    account,
    credentials,
    settings: {},
    target: undefined,
    grantedScopes: allScopes(definition.streams),
    accessExpiresAt: new Date(expiresAt),
    simulated: true,
  })
  return viewConnection(row, definition)
}
