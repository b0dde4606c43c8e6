import { ProblemError, type RoutePlugin } from '@tributary/core'
import { Type } from 'typebox'
import { authStrategyOf } from '../auth/auth-strategies.ts'
import { connectionsErrors } from '../connections-errors.ts'
import { findReadiness } from '../find-definition.ts'
import type { Parts } from '../parts.ts'
import { redirectUriOf } from '../provider/redirect-uri.ts'
import { enableSource, listSources } from '../source-store.ts'
import type { ConnectionsTables } from '../tables.ts'

const Source = Type.Object(
  {
    name: Type.String(),
    displayName: Type.String(),
    running: Type.Boolean({ description: 'Whether its integration is running.' }),
    enabled: Type.Boolean({ description: 'Whether people may connect it and it is synced.' }),
    configured: Type.Boolean(),
    obstacle: Type.Union([Type.String(), Type.Null()], { description: 'Why people cannot connect now.' }),
    redirectUri: Type.Union([Type.String(), Type.Null()], {
      description: 'The redirect URI to register at the provider; null if none is needed.',
    }),
    connections: Type.Integer({ minimum: 0 }),
    userCap: Type.Union([Type.Integer(), Type.Null()], {
      description: 'The limit of people per client at the provider, if known.',
    }),
  },
  { title: 'IntegrationSource' },
)

/** The sources, for administrators. */
export function adminRoutes(parts: () => Parts): RoutePlugin {
  return (app) => {
    app.get(
      '/sources',
      {
        schema: {
          summary: 'List the sources that can be connected',
          operationId: 'connectionsListSources',
          response: { 200: Type.Object({ items: Type.Array(Source) }, { title: 'IntegrationSourceList' }) },
        },
      },
      async () => {
        const rows = await listSources(parts().database.tables<ConnectionsTables>())
        return { items: await Promise.all(rows.map((row) => describeSource(parts(), row))) }
      },
    )
    app.patch(
      '/sources/:name',
      {
        schema: {
          summary: 'Switch a source on or off',
          description:
            'While disabled, people cannot connect the source and it is not synced. Existing connections are kept.',
          operationId: 'connectionsSwitchSource',
          params: Type.Object({ name: Type.String({ maxLength: 100 }) }),
          body: Type.Object({ enabled: Type.Boolean() }, { additionalProperties: false }),
          response: { 204: Type.Null({ 'x-response-description': 'Done.' }) },
        },
      },
      async (request, reply) => {
        const { name } = request.params
        if (await enableSource(parts().database.tables<ConnectionsTables>(), name, request.body.enabled))
          return reply.code(204).send(null)
        throw new ProblemError(connectionsErrors.CONNECTIONS_NOT_FOUND, {
          detail: `The source does not exist. GET /api/admin/connections/sources lists them.`,
        })
      },
    )
  }
}

async function describeSource(parts: Parts, row: Awaited<ReturnType<typeof listSources>>[number]) {
  const definition = parts.definitionOf(row.name)
  const readiness = definition === undefined ? undefined : await findReadiness(parts, definition)
  return {
    ...row,
    running: definition !== undefined,
    configured: readiness?.configured ?? false,
    obstacle:
      readiness === undefined ? 'Its integration is not running: see the boot report.' : readiness.obstacle,
    redirectUri:
      definition !== undefined && authStrategyOf(definition).hasCallback
        ? redirectUriOf(parts.publicUrl, row.name)
        : null,
    userCap: definition?.facts?.userCap ?? null,
  }
}
