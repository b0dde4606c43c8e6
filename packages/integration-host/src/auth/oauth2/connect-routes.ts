import { addVary, type PluginApp, signedIn } from '@tributary/core'
import { Type } from 'typebox'
import { forgetFlow, keepBrowserToken, readBrowserToken } from '../../routes/browser-cookie.ts'
import { camelCase } from '../../routes/camel-case.ts'
import { prefersHtml } from '../../routes/prefers-html.ts'
import { showFailure, shownFailures } from '../../routes/show-failure.ts'
import type { ConnectRoutes } from '../connect-routes.ts'
import { queueInitialSync } from '../queue-initial-sync.ts'
import { bodyOf, connectionMembers, connectionOf, describeBeginning } from '../settings-body.ts'

/** Adds the flow through the provider's pages and back. */
export function addConnectRoutes(app: PluginApp, context: ConnectRoutes): void {
  beginRoute(app, context)
  callbackRoute(app, context)
}

const ConnectionFlow = Type.Object(
  {
    authorizationUrl: Type.String({ format: 'uri', description: 'Where to send the person.' }),
    expiresAt: Type.String({ format: 'date-time' }),
  },
  {
    title: 'connections.ConnectionFlow',
    description: 'Where to send the person, and until when.',
    examples: [
      {
        authorizationUrl: 'https://provider.example.org/authorize?state=example',
        expiresAt: '2026-11-20T12:10:00.000Z',
      },
    ],
  },
)

/** `POST /api/<name>/connect`: where to send the person. */
function beginRoute(app: PluginApp, { definition, connectionService }: ConnectRoutes): void {
  const { name, displayName } = definition
  app.post(
    '/connect',
    {
      schema: {
        summary: `Start connecting a ${displayName} account`,
        description: [
          `Send the person to \`authorizationUrl\` in the browser that made this request: they sign in at ${displayName}, which redirects them back here. The browser must return the cookie of this response.`,
          'Connecting an already connected account renews it; another account is added. A named `connectionId` accepts only its own account.',
        ].join('\n\n'),
        operationId: `${camelCase(name)}ConnectAccount`,
        body: bodyOf(
          Type.Object(
            {
              ...connectionMembers(definition),
              returnPath: Type.Optional(
                Type.String({
                  maxLength: 2048,
                  description:
                    'The path of this server to return to afterwards, like `/connections`. Default: the page of the connection; without pages, `/api/<integration>`.',
                }),
              ),
            },
            describeBeginning(definition, {
              title: 'ConnectionBeginning',
              example: { returnPath: '/connections' },
            }),
          ),
        ),
        response: {
          200: ConnectionFlow,
        },
      },
      // It makes a flow, which has no address.
      config: { creates: true },
    },
    async (request, reply) => {
      const service = connectionService()
      const { authorizationUrl, browserToken, expiresInSeconds } = await service.begin({
        userId: signedIn(request).userId,
        integration: name,
        browserToken: readBrowserToken(request, service.browserCookie),
        returnPath: request.body?.returnPath,
        ...connectionOf(request.body),
      })
      keepBrowserToken(request, reply, service.browserCookie, {
        token: browserToken,
        state: new URL(authorizationUrl).searchParams.get('state'),
        maxAge: expiresInSeconds,
      })
      return { authorizationUrl, expiresAt: new Date(Date.now() + expiresInSeconds * 1000).toISOString() }
    },
  )
}

/** `GET /api/<name>/callback`: where the provider sends the person back to. */
function callbackRoute(app: PluginApp, context: ConnectRoutes): void {
  const { definition, connectionService, hasPages } = context
  const { name, displayName } = definition
  app.get(
    '/callback',
    {
      schema: {
        summary: `Finish connecting a ${displayName} account`,
        description: `The redirect URI of ${displayName}. Called by the person's browser, not by programs.`,
        operationId: `${camelCase(name)}CompleteConnection`,
        // What a provider sends is its own business; the connection checks it.
        querystring: Type.Object(
          { state: Type.Optional(Type.Unknown({ description: 'The state of the flow.' })) },
          { additionalProperties: true },
        ),
        response: {
          303: Type.Null({ 'x-response-description': 'Connected; redirects to the return path.' }),
          ...shownFailures,
        },
      },
      onSend: showFailure(context),
      // Beginning a flow is what changes something, and needs that scope; so does its end, although it is a GET.
      config: { scopes: [`${name}:write`] },
    },
    async (request, reply) => {
      const service = connectionService()
      const { userId } = signedIn(request)
      const { state } = request.query
      const { returnPath, connection } = await service.complete({
        userId,
        integration: name,
        browserToken: readBrowserToken(request, service.browserCookie, state),
        query: request.url.slice(request.url.indexOf('?') + 1),
      })
      await queueInitialSync(context, { userId, connectionId: connection.id }).catch((error: unknown) => {
        // The account is connected, and to be told otherwise would be wrong: the schedule reads it within the hour.
        request.log.error({ err: error }, 'queuing the first sync of a new connection failed')
      })
      forgetFlow(request, reply, service.browserCookie, state)
      // Not `send(null)`, which is a body: `null`, as JSON.
      addVary(reply, 'Accept')
      const isPage = hasPages() && prefersHtml(request.headers.accept)
      const place = isPage ? `/connections/${connection.id}` : `/api/${name}`
      return reply.redirect(returnPath ?? place, 303)
    },
  )
}
