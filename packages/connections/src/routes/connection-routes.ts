import { type RoutePlugin, readDateTime, signedIn, UpdatedSinceParameter } from '@tributary/core'
import { Connection } from '@tributary/integration-host'
import { Type } from 'typebox'
import { listConnections } from '../connection-store.ts'
import type { Parts } from '../parts.ts'
import type { ConnectionsTables } from '../tables.ts'
import { viewConnection } from '../view-connection.ts'

/** What a person sees of all their connections. */
export function connectionRoutes(parts: () => Parts): RoutePlugin {
  return (app) => {
    app.get(
      '/',
      {
        schema: {
          summary: 'List your connections',
          description:
            'One for each account you have connected; those you have disconnected, as long as their data is kept.',
          operationId: 'connectionsList',
          querystring: Type.Object({ updatedSince: Type.Optional(UpdatedSinceParameter) }),
          response: { 200: Type.Object({ items: Type.Array(Connection) }, { title: 'ConnectionList' }) },
        },
      },
      async (request) => {
        const { database, definitionOf } = parts()
        const { updatedSince: since } = request.query
        const rows = await listConnections(
          database.tables<ConnectionsTables>(),
          signedIn(request).userId,
          { updatedSince: since === undefined ? undefined : readDateTime(since) },
        )
        return { items: rows.map((row) => viewConnection(row, definitionOf(row.integration))) }
      },
    )
  }
}
