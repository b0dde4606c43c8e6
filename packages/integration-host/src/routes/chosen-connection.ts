import { ProblemError } from '@tributary/core'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { Type } from 'typebox'
import { type Connection, type Connections, EXAMPLE_CONNECTION_ID } from '../connection-service.ts'
import { integrationErrors } from '../integration-errors.ts'

/** What the routes of connections work with. */
export interface ConnectionRoute {
  readonly definition: IntegrationDefinition
  readonly connectionService: () => Connections
}

/** The path of one connection, below that of its integration. */
export const CONNECTION_PATH = '/connections/:id'

export const ConnectionParams = Type.Object({
  id: Type.String({
    format: 'uuid',
    description: 'The id of the connection.',
    examples: [EXAMPLE_CONNECTION_ID],
  }),
})

/** Members of the problem of a short form that could mean several connections. */
export const SEVERAL_CONNECTIONS_MEMBERS = {
  connections: {
    type: 'array',
    description: 'The matching connections.',
    items: {
      type: 'object',
      required: ['id', 'accountName', 'label'],
      properties: {
        id: { type: 'string', format: 'uuid' },
        accountName: { type: ['string', 'null'] },
        label: { type: ['string', 'null'] },
      },
    },
  },
}

/**
 * A connection of the person by its id.
 *
 * @throws ProblemError `INTEGRATION_NO_CONNECTION`
 */
export async function findChosen(
  { definition, connectionService }: ConnectionRoute,
  own: { readonly userId: string; readonly connectionId: string },
): Promise<Connection> {
  const connection = await connectionService().find(own)
  if (connection?.integration === definition.name) return connection
  throw new ProblemError(integrationErrors.INTEGRATION_NO_CONNECTION, {
    detail: `You have no such connection to ${definition.displayName}. GET /api/${definition.name}/connections lists your connections.`,
  })
}

/**
 * The connection that a short form means: the only one that has not ended; `undefined` where no such connection exists.
 *
 * @throws ProblemError `INTEGRATION_SEVERAL_CONNECTIONS`, which names them
 */
export async function findOnly(
  { definition, connectionService }: ConnectionRoute,
  userId: string,
): Promise<Connection | undefined> {
  const { name, displayName } = definition
  const all = await connectionService().list({ userId, integration: name })
  const live = all.filter(({ status }) => status !== 'disconnected')
  if (live.length <= 1) return live[0]
  throw new ProblemError(integrationErrors.INTEGRATION_SEVERAL_CONNECTIONS, {
    detail: `You have ${live.length} connections to ${displayName}. Use the address of one: /api/${name}/connections/{id}.`,
    extensions: { connections: live.map(({ id, accountName, label }) => ({ id, accountName, label })) },
  })
}
