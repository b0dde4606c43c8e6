import { type PluginApp, ProblemError } from '@tributary/core'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { Type } from 'typebox'
import type { Connections } from '../connection-service.ts'
import type { Imports } from '../import-service.ts'
import { integrationErrors } from '../integration-errors.ts'
import { camelCase } from './camel-case.ts'

export interface DisconnectRoute {
  readonly definition: IntegrationDefinition
  readonly importService: () => Imports
  /** Absent where there is no account in between. */
  readonly connectionService: (() => Connections) | undefined
}

/** `DELETE /api/<name>`: ends the connection, and keeps or deletes what it brought. */
export function disconnectRoute(
  app: PluginApp,
  { definition, importService, connectionService }: DisconnectRoute,
): void {
  const { name, displayName } = definition
  app.delete(
    '/',
    {
      schema: {
        summary:
          connectionService === undefined
            ? `Delete what came from ${displayName}`
            : `Disconnect ${displayName}, and keep or delete its data`,
        description:
          connectionService === undefined
            ? 'Jobs that run are cancelled.'
            : `The credentials are forgotten at once; ${displayName} is asked in the background to end the grant. Jobs that run are cancelled.`,
        operationId: `${camelCase(name)}Disconnect`,
        querystring: Type.Object({
          data: Type.Enum(['keep', 'delete'], {
            default: 'keep',
            description: 'What becomes of the data that this integration has brought you.',
          }),
        }),
        response: { 204: Type.Null({ 'x-response-description': 'Done.' }) },
      },
    },
    async (request, reply) => {
      const whose = { userId: request.principal?.userId ?? '', integration: name }
      const deletes = request.query.data === 'delete'
      if (connectionService !== undefined) {
        const connection = await connectionService().find(whose.userId, name)
        const isConnected = connection !== undefined && connection.status !== 'disconnected'
        if (isConnected) {
          await connectionService().disconnect(whose)
          await importService().cancelAll(whose)
        } else if (!deletes) {
          throw nothingThere(definition)
        }
      } else if (!deletes) {
        throw nothingThere(definition)
      }
      if (deletes) await importService().erase(whose)
      return reply.code(204).send(null)
    },
  )
}

function nothingThere({ name, displayName }: IntegrationDefinition): ProblemError {
  return new ProblemError(integrationErrors.INTEGRATION_NOTHING_TO_DISCONNECT, {
    detail: `No ${displayName} account is connected. To delete what has been imported, ask for DELETE /api/${name}?data=delete.`,
  })
}
