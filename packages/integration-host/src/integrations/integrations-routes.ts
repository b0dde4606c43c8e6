import { listOf, nearestName, ProblemError, type RoutePlugin, signedIn } from '@tributary/core'
import { Type } from 'typebox'
import { findAuthStrategy } from '../auth/auth-strategies.ts'
import { integrationErrors } from '../integration-errors.ts'
import { Integration } from './integration-schema.ts'
import { type IntegrationServices, type KnownIntegration, viewIntegration } from './view-integration.ts'

export interface IntegrationsRoutes extends IntegrationServices {
  readonly known: () => readonly KnownIntegration[]
}

/** `GET /api/integrations`, and each of them. */
export function integrationsRoutes({ known, ...services }: IntegrationsRoutes): RoutePlugin {
  return (app) => {
    app.get(
      '/',
      {
        schema: {
          summary: 'List the integrations',
          description:
            'Every integration of this server: what it brings and needs, how to connect it, and your connections. Also one that did not come up, with its state.',
          operationId: 'integrationsListIntegrations',
          response: {
            200: {
              ...listOf(Integration, 'IntegrationList'),
              description: 'The integrations of this server, in boot order.',
            },
          },
        },
      },
      async (request) => {
        const person = signedIn(request)
        const all = (await services.connectionService?.().listAll(person.userId)) ?? []
        const items = known().map((each) => {
          const connections = all.filter(({ integration }) => integration === each.definition.name)
          return viewIntegration(describable(each), person, { ...services, connections })
        })
        return { items: await Promise.all(items), nextCursor: null }
      },
    )
    app.get(
      '/:integration',
      {
        schema: {
          summary: 'Describe an integration',
          description:
            'What it brings and needs, how to connect it, your connections, and the result of the last job.',
          operationId: 'integrationsGetIntegration',
          params: Type.Object({
            integration: Type.String({
              maxLength: 100,
              description: 'The name of the integration.',
              examples: ['netflix'],
            }),
          }),
          response: { 200: Integration },
        },
      },
      async (request) => {
        const found = known().find(({ definition }) => definition.name === request.params.integration)
        if (found === undefined) throw unknownIntegration(request.params.integration, known())
        return viewIntegration(describable(found), signedIn(request), services)
      },
    )
  }
}

/** A definition that was refused may have an auth that does not exist. */
function describable(known: KnownIntegration): KnownIntegration {
  if (findAuthStrategy(known.definition) !== undefined) return known
  const { name, version, displayName, description } = known.definition
  return { ...known, definition: { name, version, displayName, description, streams: [] } }
}

function unknownIntegration(name: string, known: readonly KnownIntegration[]): ProblemError {
  const names = known.map(({ definition }) => definition.name)
  const nearest = nearestName(name, names)
  const cure = nearest === undefined ? 'GET /api/integrations lists them.' : `Did you mean "${nearest}"?`
  return new ProblemError(integrationErrors.INTEGRATION_UNKNOWN, {
    detail: `There is no integration ${JSON.stringify(name)}. ${cure}`,
  })
}
