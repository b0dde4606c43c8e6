import { type RoutePlugin, signedIn } from '@tributary/core'
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
          response: { 200: Type.Object({ items: Type.Array(Connection) }, { title: 'ConnectionList' }) },
        },
      },
      async (request) => {
        const { database, definitionOf } = parts()
        const rows = await listConnections(database.tables<ConnectionsTables>(), signedIn(request).userId)
        return { items: rows.map((row) => viewConnection(row, definitionOf(row.integration))) }
      },
    )
  }
}
