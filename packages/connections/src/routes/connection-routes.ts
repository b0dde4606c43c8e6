import {
  listOf,
  ProblemError,
  type RoutePlugin,
  readDateTime,
  signedIn,
  UpdatedSinceParameter,
} from '@tributary/core'
import { Connection, EXAMPLE_CONNECTION_ID } from '@tributary/integration-host'
import { Type } from 'typebox'
import { findConnection, listConnections } from '../connection-store.ts'
import { connectionsErrors } from '../connections-errors.ts'
import type { Parts } from '../parts.ts'
import type { ConnectionsTables } from '../tables.ts'
import { viewConnection } from '../view-connection.ts'

/** The connections of the signed-in person. */
export function connectionRoutes(parts: () => Parts): RoutePlugin {
  return (app) => {
    app.get(
      '/',
      {
        schema: {
          summary: 'List your connections',
          description: 'One for each connected account, and disconnected ones as long as their data is kept.',
          operationId: 'connectionsListConnections',
          querystring: Type.Object({ updatedSince: Type.Optional(UpdatedSinceParameter) }),
          response: {
            200: {
              ...listOf(Connection, 'ConnectionList'),
              description: 'Your connections, the oldest first.',
            },
          },
        },
      },
      async (request) => {
        const { database, definitionOf } = parts()
        const { updatedSince: since } = request.query
        const rows = await listConnections(database.tables<ConnectionsTables>(), signedIn(request).userId, {
          updatedSince: since === undefined ? undefined : readDateTime(since),
        })
        return {
          items: rows.map((row) => viewConnection(row, definitionOf(row.integration))),
          nextCursor: null,
        }
      },
    )
    app.get(
      '/:id',
      {
        schema: {
          summary: 'Read a connection',
          description:
            'Of any integration. The routes of its integration change, sync and end it: `/api/<integration>/connections/{id}`.',
          operationId: 'connectionsGetConnection',
          params: Type.Object({
            id: Type.String({
              format: 'uuid',
              description: 'The id of the connection.',
              examples: [EXAMPLE_CONNECTION_ID],
            }),
          }),
          response: { 200: Connection },
        },
      },
      async (request) => {
        const { database, definitionOf } = parts()
        const own = { userId: signedIn(request).userId, connectionId: request.params.id }
        const row = await findConnection(database.tables<ConnectionsTables>(), own)
        if (row !== undefined) return viewConnection(row, definitionOf(row.integration))
        throw new ProblemError(connectionsErrors.CONNECTIONS_NOT_FOUND, {
          detail: 'You have no such connection. GET /api/connections lists your connections.',
        })
      },
    )
  }
}
