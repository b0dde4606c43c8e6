import { type PluginApp, ProblemError, signedIn } from '@tributary/core'
import { isIntegrationError } from '@tributary/integration-kit'
import { askWithin, type IntegrationDefinition, type OwnRoute } from '@tributary/integration-kit/host'
import { Type } from 'typebox'
import type { Connections } from '../connection-service.ts'
import type { Imports } from '../import-service.ts'
import { integrationErrors } from '../integration-errors.ts'
import { camelCase } from './camel-case.ts'
import { findChosen, findOnly } from './chosen-connection.ts'
import { requireSynced } from './sync.ts'

interface OwnRoutes {
  readonly definition: IntegrationDefinition
  readonly importService: () => Imports
  /** Absent where there is no account in between. */
  readonly connectionService: (() => Connections) | undefined
}

/** A person waits for the answer. */
const TIMEOUT_MILLISECONDS = 30_000

/** Adds the routes that an integration declares in `extend`. */
export function ownRoutes(app: PluginApp, context: OwnRoutes): void {
  for (const route of context.definition.extend?.routes ?? []) addRoute(app, context, route)
}

function addRoute(app: PluginApp, context: OwnRoutes, route: OwnRoute): void {
  const { definition, importService, connectionService } = context
  const { method, path, summary, query, body, response } = route
  const target = {
    connectionId: Type.Optional(Type.String({ format: 'uuid', description: 'Which of your connections.' })),
  }
  app.route({
    method,
    url: path,
    schema: {
      summary,
      description: describe(context),
      operationId: `${camelCase(definition.name)}${idOf(method, path)}`,
      querystring: Type.Object({ ...query?.properties, ...(connectionService === undefined ? {} : target) }),
      ...(body === undefined ? {} : { body }),
      response: { 200: response },
    },
    async handler(request) {
      const { userId } = signedIn(request)
      const { connectionId, ...asked } = request.query as { connectionId?: string }
      const connection =
        connectionService === undefined
          ? undefined
          : await chosenOf({ definition, connectionService }, { userId, connectionId })
      const whose = { userId, integration: definition.name, connectionId: connection?.id }
      const answer = async (signal: AbortSignal) => {
        const opened = await importService().openAccount({ ...whose, signal })
        if (opened === undefined) throw notConnected(definition)
        return route.handle({ ...opened, userId, query: asked, body: request.body, signal })
      }
      return askWithin(TIMEOUT_MILLISECONDS, definition.displayName, answer).catch((error: unknown) => {
        throw problemOf(error)
      })
    },
  })
}

type Accounts = { readonly definition: IntegrationDefinition; readonly connectionService: () => Connections }

async function chosenOf(
  accounts: Accounts,
  { userId, connectionId }: { readonly userId: string; readonly connectionId: string | undefined },
) {
  const found =
    connectionId === undefined
      ? await findOnly(accounts, userId)
      : await findChosen(accounts, { userId, connectionId })
  return requireSynced(accounts.definition, found)
}

function notConnected({ name, displayName }: IntegrationDefinition): ProblemError {
  return new ProblemError(integrationErrors.INTEGRATION_NOT_CONNECTED, {
    detail: `Connect your ${displayName} account first: POST /api/${name}/connect.`,
  })
}

/** What the provider has refused is told as its refusal; anything else is a defect. */
function problemOf(error: unknown): unknown {
  if (!isIntegrationError(error)) return error
  const { message, retryAfterSeconds } = error
  return new ProblemError(integrationErrors.INTEGRATION_PROVIDER_REFUSED, {
    detail: message,
    cause: error,
    ...(retryAfterSeconds === undefined
      ? {}
      : { headers: { 'retry-after': String(Math.ceil(retryAfterSeconds)) } }),
  })
}

function describe({ definition: { displayName }, connectionService }: OwnRoutes): string {
  const which =
    connectionService === undefined
      ? ''
      : ' through your only connection, or the one that `connectionId` names'
  return `Asks ${displayName}${which}. What ${displayName} refuses is 502.`
}

const VERBS = { GET: 'get', POST: 'post', PUT: 'replace', DELETE: 'delete' } as const

/** `GET /top/tracks` → `GetTopTracks`. */
function idOf(method: OwnRoute['method'], path: string): string {
  return [VERBS[method], ...path.split(/[^A-Za-z0-9]+/)]
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}
