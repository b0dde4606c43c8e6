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
    description: 'What happens to the delivered data.',
  }),
})

const Done = Type.Null({ 'x-response-description': 'Done.' })

/** Without an account there is only the data: a request has to name it. */
const EraseQuery = Type.Object({
  data: Type.Optional(
    Type.Enum(['keep', 'delete'], {
      examples: ['delete'],
      description: 'What happens to the imported data.',
    }),
  ),
})

/** `DELETE /api/<name>` where there is no account in between: deletes what was imported. */
export function eraseRoute(app: PluginApp, { definition, importService }: EraseRoute): void {
  const { name, displayName } = definition
  app.delete(
    '/',
    {
      schema: {
        summary: `Delete the data from ${displayName}`,
        description: 'Running jobs are cancelled.',
        operationId: `${camelCase(name)}DeleteData`,
        querystring: EraseQuery,
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
  const description = `The credentials are deleted at once; the grant is revoked at ${displayName} in the background. Jobs of the connection are cancelled.`
  app.delete(
    '/',
    {
      schema: {
        summary: `Disconnect ${displayName}, and keep or delete its data`,
        description: `${description} For your only connection; if there are several, 409 lists them. \`data=delete\` deletes all your data from ${displayName}, including files.`,
        operationId: `${camelCase(name)}DisconnectOnlyConnection`,
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
        description: `${description} \`data=delete\` deletes its data; records that another connection or a file has also delivered are kept. A disconnected connection is deleted with its data.`,
        operationId: `${camelCase(name)}DisconnectConnection`,
        params: ConnectionParams,
        querystring: Query,
        response: { 204: Done },
      },
    },
    async (request, reply) => {
      const { userId } = signedIn(request)
      const own = { userId, connectionId: request.params.id }
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
    detail: `No ${displayName} account is connected. To delete imported data, use DELETE /api/${name}?data=delete.`,
  })
}

function endedAlready({ name, displayName }: IntegrationDefinition, { id }: Connection): ProblemError {
  return new ProblemError(integrationErrors.INTEGRATION_NOTHING_TO_DISCONNECT, {
    detail: `This connection to ${displayName} is already disconnected. To delete its data, use DELETE /api/${name}/connections/${id}?data=delete.`,
  })
}
