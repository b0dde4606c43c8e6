import { type AuditLog, changesBetween } from '@tributary/audit'
import { listOf, nearestName, ProblemError, type RoutePlugin, signedIn } from '@tributary/core'
import {
  ConnectionHealth,
  type ConnectionHealthCounts,
  viewConnectionHealth,
} from '@tributary/integration-host'
import { Type } from 'typebox'
import { authStrategyOf } from '../auth/auth-strategies.ts'
import { connectionsErrors } from '../connections-errors.ts'
import { countHealth, NO_CONNECTIONS } from '../figures/count-health.ts'
import { findReadiness } from '../find-definition.ts'
import { enableIntegration, listIntegrations } from '../offered-integration-store.ts'
import type { Parts } from '../parts.ts'
import { redirectUriOf } from '../provider/redirect-uri.ts'
import type { ConnectionsTables } from '../tables.ts'

const OfferedIntegration = Type.Object(
  {
    integration: Type.String({ description: 'The name of the integration.' }),
    displayName: Type.String(),
    running: Type.Boolean({ description: 'Whether the integration is running.' }),
    enabled: Type.Boolean({ description: 'Whether people may connect it and it is synced.' }),
    configured: Type.Boolean(),
    obstacle: Type.Union([Type.String(), Type.Null()], { description: 'Why people cannot connect now.' }),
    redirectUri: Type.Union([Type.String(), Type.Null()], {
      description: 'The redirect URI to register at the provider; null if none is needed.',
    }),
    connectionCount: Type.Integer({ minimum: 0, description: 'Of all people, without disconnected ones.' }),
    health: ConnectionHealth,
    userCap: Type.Union([Type.Integer(), Type.Null()], {
      description: 'The limit of people per client at the provider, if known.',
    }),
  },
  {
    title: 'OfferedIntegration',
    description: 'An integration as an administrator offers it to people.',
    examples: [
      {
        integration: 'spotify',
        displayName: 'Spotify',
        running: true,
        enabled: true,
        configured: true,
        obstacle: null,
        redirectUri: 'https://data.example.org/api/spotify/callback',
        connectionCount: 3,
        health: { healthyCount: 2, degradedCount: 1, unhealthyCount: 0, unknownCount: 0 },
        userCap: 5,
      },
    ],
  },
)

const IntegrationName = Type.Object({
  integration: Type.String({
    maxLength: 100,
    description: 'The name of the integration.',
    examples: ['netflix'],
  }),
})

/** The integrations as they are offered to people, for administrators. */
export function adminRoutes(parts: () => Parts, audit: AuditLog): RoutePlugin {
  return (app) => {
    app.get(
      '/integrations',
      {
        schema: {
          summary: 'List the integrations offered to people',
          description: 'Every integration that has ever run, and how many connections it has.',
          operationId: 'connectionsListIntegrations',
          response: {
            200: {
              ...listOf(OfferedIntegration, 'OfferedIntegrationList'),
              description: 'The integrations, by name.',
            },
          },
        },
      },
      async () => {
        const rows = await listIntegrations(parts().database.tables<ConnectionsTables>())
        const health = await countHealthOf(parts(), rows)
        const items = await Promise.all(rows.map((row) => describeIntegration(parts(), row, health)))
        return { items, nextCursor: null }
      },
    )
    app.get(
      '/integrations/:integration',
      {
        schema: {
          summary: 'Read how an integration is offered',
          description: 'Whether it is offered, what keeps people from connecting, and its redirect URI.',
          operationId: 'connectionsGetIntegration',
          params: IntegrationName,
          response: { 200: OfferedIntegration },
        },
      },
      (request) => readIntegration(parts(), request.params.integration),
    )
    app.patch(
      '/integrations/:integration',
      {
        schema: {
          summary: 'Switch an integration on or off',
          description:
            'While disabled, people cannot connect it and it is not synced. Existing connections are kept.',
          operationId: 'connectionsUpdateIntegration',
          params: IntegrationName,
          body: Type.Object(
            { enabled: Type.Boolean() },
            {
              additionalProperties: false,
              title: 'OfferedIntegrationChange',
              description: 'Whether the integration is offered.',
              examples: [{ enabled: true }],
            },
          ),
          response: { 200: OfferedIntegration },
        },
      },
      async (request) => {
        const { integration } = request.params
        const { enabled } = request.body
        await parts().database.transaction<ConnectionsTables, void>(async (trx) => {
          const before = await enableIntegration(trx, integration, enabled)
          if (before === undefined || before === enabled) return
          const changes = changesBetween({ enabled: before }, { enabled })
          const subject = { subjectType: 'integration', subjectId: integration } as const
          await audit.record({ by: signedIn(request), action: 'updated', ...subject, changes }, { trx })
        })
        return readIntegration(parts(), integration)
      },
    )
  }
}

type OfferedRow = Awaited<ReturnType<typeof listIntegrations>>[number]

/** Of an integration that is down nothing is known. */
function countHealthOf({ database, definitionOf }: Parts, rows: readonly OfferedRow[]) {
  return countHealth(
    database,
    rows.flatMap(({ name }) => definitionOf(name) ?? []),
  )
}

async function readIntegration(parts: Parts, integration: string) {
  const rows = await listIntegrations(parts.database.tables<ConnectionsTables>())
  const row = rows.find(({ name }) => name === integration)
  if (row !== undefined) return describeIntegration(parts, row, await countHealthOf(parts, [row]))
  const nearest = nearestName(
    integration,
    rows.map(({ name }) => name),
  )
  const cure =
    nearest === undefined
      ? 'GET /api/admin/connections/integrations lists them.'
      : `Did you mean "${nearest}"?`
  throw new ProblemError(connectionsErrors.CONNECTIONS_NOT_FOUND, {
    detail: `The integration does not exist. ${cure}`,
  })
}

async function describeIntegration(
  parts: Parts,
  { name, connections, ...row }: OfferedRow,
  health: ReadonlyMap<string, ConnectionHealthCounts>,
) {
  const definition = parts.definitionOf(name)
  const readiness = definition === undefined ? undefined : await findReadiness(parts, definition)
  return {
    ...row,
    integration: name,
    connectionCount: connections,
    health: viewConnectionHealth(health.get(name) ?? NO_CONNECTIONS),
    running: definition !== undefined,
    configured: readiness?.configured ?? false,
    obstacle: readiness === undefined ? 'It is not running: see the boot report.' : readiness.obstacle,
    redirectUri:
      definition !== undefined && authStrategyOf(definition).hasCallback
        ? redirectUriOf(parts.publicUrl, name)
        : null,
    userCap: definition?.facts?.userCap ?? null,
  }
}
