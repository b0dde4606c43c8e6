import { type RoutePlugin, readDateTime, signedIn, UpdatedSinceParameter } from '@tributary/core'
import { Connection } from '@tributary/integration-host'
import { Type } from 'typebox'
import { listConnections } from '../connection-store.ts'
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
          operationId: 'connectionsList',
          querystring: Type.Object({ updatedSince: Type.Optional(UpdatedSinceParameter) }),
          response: { 200: Type.Object({ items: Type.Array(Connection) }, { title: 'ConnectionList' }) },
        },
      },
      async (request) => {
        const { database, definitionOf } = parts()
        const { updatedSince: since } = request.query
        const rows = await listConnections(database.tables<ConnectionsTables>(), signedIn(request).userId, {
          updatedSince: since === undefined ? undefined : readDateTime(since),
        })
        return { items: rows.map((row) => viewConnection(row, definitionOf(row.integration))) }
      },
    )
  }
}
