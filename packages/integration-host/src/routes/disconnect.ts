import { type PluginApp, ProblemError, signedIn } from '@tributary/core'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { Type } from 'typebox'
import type { Connection, Connections } from '../connection-service.ts'
import type { Imports } from '../import-service.ts'
import { integrationErrors } from '../integration-errors.ts'
import { camelCase } from './camel-case.ts'
import {
  CONNECTION_PATH,
  ConnectionParams,
  type ConnectionRoute,
  findChosen,
  findOnly,
} from './chosen-connection.ts'

export interface EraseRoute {
  readonly definition: IntegrationDefinition
  readonly importService: () => Imports
}

type DisconnectRoute = EraseRoute & ConnectionRoute

const Query = Type.Object({
  data: Type.Enum(['keep', 'delete'], {
    default: 'keep',
    description: 'What becomes of the data that came.',
  }),
})

const Done = Type.Null({ 'x-response-description': 'Done.' })

/** `DELETE /api/<name>` where there is no account in between: deletes what was imported. */
export function eraseRoute(app: PluginApp, { definition, importService }: EraseRoute): void {
  const { name, displayName } = definition
  app.delete(
    '/',
    {
      schema: {
        summary: `Delete what came from ${displayName}`,
        description: 'Jobs that run are cancelled.',
        operationId: `${camelCase(name)}Disconnect`,
        querystring: Query,
        response: { 204: Done },
      },
    },
    async (request, reply) => {
      if (request.query.data !== 'delete') throw nothingThere(definition)
      await importService().erase({ userId: signedIn(request).userId, integration: name })
      return reply.code(204).send(null)
    },
  )
}

/** `DELETE` of a connection: ends it, and keeps or deletes what it brought. */
export function disconnectRoutes(app: PluginApp, context: DisconnectRoute): void {
  const { definition, importService, connectionService } = context
  const { name, displayName } = definition
  const description = `The credentials are deleted at once; ${displayName} is asked in the background to end the grant. Jobs of the connection are cancelled.`
  app.delete(
    '/',
    {
      schema: {
        summary: `Disconnect ${displayName}, and keep or delete its data`,
        description: `${description} Of your only connection; with several, 409 names them. \`data=delete\` deletes all that ${displayName} has brought you, files included.`,
        operationId: `${camelCase(name)}Disconnect`,
        querystring: Query,
        response: { 204: Done },
      },
    },
    async (request, reply) => {
      const { userId } = signedIn(request)
      const deletes = request.query.data === 'delete'
      const connection = await findOnly(context, userId)
      if (connection === undefined && !deletes) throw nothingThere(definition)
      if (connection !== undefined) await end(context, userId, connection)
      if (deletes) {
        const whose = { userId, integration: name }
        await importService().erase(whose)
        for (const { id } of await connectionService().list(whose))
          await connectionService().remove({ userId, connectionId: id })
      }
      return reply.code(204).send(null)
    },
  )
  app.delete(
    CONNECTION_PATH,
    {
      schema: {
        summary: `Disconnect a connection to ${displayName}, and keep or delete its data`,
        description: `${description} \`data=delete\` deletes what it has brought; what another connection or a file has brought as well stays. A connection that has ended is gone with its data.`,
        operationId: `${camelCase(name)}DisconnectConnection`,
        params: ConnectionParams,
        querystring: Query,
        response: { 204: Done },
      },
    },
    async (request, reply) => {
      const { userId } = signedIn(request)
      const own = { userId, connectionId: request.params.connection }
      const connection = await findChosen(context, own)
      const deletes = request.query.data === 'delete'
      if (connection.status !== 'disconnected') await end(context, userId, connection)
      else if (!deletes) throw endedAlready(definition, connection)
      if (deletes) {
        await importService().erase({ ...own, integration: name })
        await connectionService().remove(own)
      }
      return reply.code(204).send(null)
    },
  )
}

async function end(
  {
    importService,
    connectionService,
  }: { readonly importService: () => Imports; readonly connectionService: () => Connections },
  userId: string,
  { id: connectionId, integration }: Connection,
): Promise<void> {
  await connectionService().disconnect({ userId, connectionId })
  await importService().cancelAll({ userId, integration, connectionId })
}

function nothingThere({ name, displayName }: IntegrationDefinition): ProblemError {
  return new ProblemError(integrationErrors.INTEGRATION_NOTHING_TO_DISCONNECT, {
    detail: `No ${displayName} account is connected. To delete what has been imported, ask for DELETE /api/${name}?data=delete.`,
  })
}

function endedAlready({ name, displayName }: IntegrationDefinition, { id }: Connection): ProblemError {
  return new ProblemError(integrationErrors.INTEGRATION_NOTHING_TO_DISCONNECT, {
    detail: `This connection to ${displayName} has ended already. To delete what it has brought, ask for DELETE /api/${name}/connections/${id}?data=delete.`,
  })
}
