import { listOf, type PluginApp, signedIn } from '@tributary/core'
import { Connection } from '../connection-service.ts'
import { camelCase } from './camel-case.ts'
import { CONNECTION_PATH, ConnectionParams, type ConnectionRoute, findChosen } from './chosen-connection.ts'

/** `GET /api/<name>/connections`, and each of them. */
export function connectionsRoutes(app: PluginApp, context: ConnectionRoute): void {
  const { definition, connectionService } = context
  const { name, displayName } = definition
  app.get(
    '/connections',
    {
      schema: {
        summary: `List your connections to ${displayName}`,
        description: 'The oldest first. A disconnected one is listed as long as its data is kept.',
        operationId: `${camelCase(name)}ListConnections`,
        response: {
          200: {
            ...listOf(Connection, 'connections.ConnectionList'),
            description: 'Your connections, the oldest first.',
          },
        },
      },
    },
    async (request) => {
      const { userId } = signedIn(request)
      return { items: [...(await connectionService().list({ userId, integration: name }))], nextCursor: null }
    },
  )
  app.get(
    CONNECTION_PATH,
    {
      schema: {
        summary: `Read a connection to ${displayName}`,
        description: 'One of yours. A disconnected one is there as long as its data is kept.',
        operationId: `${camelCase(name)}GetConnection`,
        params: ConnectionParams,
        response: { 200: Connection },
      },
    },
    async (request) =>
      findChosen(context, { userId: signedIn(request).userId, connectionId: request.params.id }),
  )
}
