import { optionalBody, type PluginApp } from '@tributary/core'
import { Type } from 'typebox'
import { Connection, type Connections } from '../connection-service.ts'
import type { Imports } from '../import-service.ts'
import type { IntegrationDefinition } from '../integration.ts'
import { forgetFlow, keepBrowserToken, readBrowserToken } from './browser-cookie.ts'
import { addDays, utcDate } from './calendar.ts'
import { camelCase } from './camel-case.ts'
import { showFailure, shownFailures } from './show-failure.ts'
import { DEFAULT_WINDOW_DAYS } from './sync.ts'

export interface ConnectRoutes {
  readonly definition: IntegrationDefinition
  readonly connectionService: () => Connections
  readonly importService: () => Imports
}

/** Adds what connects an account: a flow through the provider's pages, or a key. */
export function connectRoutes(app: PluginApp, context: ConnectRoutes): void {
  if (context.definition.auth.kind === 'oauth2') {
    beginRoute(app, context)
    callbackRoute(app, context)
  }
  if (context.definition.auth.kind === 'apiKey') keyRoute(app, context)
  changeRoute(app, context)
}

/** `POST /api/<name>/connect`: where to send the person. */
function beginRoute(app: PluginApp, { definition, connectionService }: ConnectRoutes): void {
  const { name, displayName } = definition
  app.post(
    '/connect',
    {
      schema: {
        summary: `Begin to connect a ${displayName} account`,
        description: [
          `Send the person to \`authorizationUrl\` in the browser that made this request: they sign in at ${displayName}, which sends them back here. The cookie of this answer has to come back with them.`,
          'For an account that is connected already it asks for the consent again, and takes the same account alone.',
        ].join('\n\n'),
        operationId: `${camelCase(name)}Connect`,
        body: optionalBody(
          Type.Object(
            {
              returnPath: Type.Optional(
                Type.String({
                  maxLength: 2048,
                  description:
                    'A path of this server where the person goes on afterwards, like `/connections`.',
                }),
              ),
            },
            { additionalProperties: false, title: 'ConnectionBeginning' },
          ),
        ),
        response: {
          200: Type.Object(
            {
              authorizationUrl: Type.String({ format: 'uri' }),
              expiresAt: Type.String({ format: 'date-time' }),
            },
            { title: 'ConnectionFlow' },
          ),
        },
      },
    },
    async (request, reply) => {
      const service = connectionService()
      const { authorizationUrl, browserToken, expiresInSeconds } = await service.begin({
        userId: request.principal?.userId ?? '',
        integration: name,
        browserToken: readBrowserToken(request, service.browserCookie),
        returnPath: request.body?.returnPath,
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
  const { definition, connectionService } = context
  const { name, displayName } = definition
  app.get(
    '/callback',
    {
      schema: {
        summary: `End of connecting a ${displayName} account`,
        description: `The address that ${displayName} sends the person back to. Called by their browser, not by programs.`,
        operationId: `${camelCase(name)}Callback`,
        // What a provider sends is its own business; the connection checks it.
        querystring: Type.Object(
          { state: Type.Optional(Type.Unknown({ description: 'Which flow ends: what it was begun with.' })) },
          { additionalProperties: true },
        ),
        response: {
          303: Type.Null({ 'x-response-description': 'Connected; on to where the person came from.' }),
          ...shownFailures,
        },
      },
      onSend: showFailure(displayName),
      // Beginning a flow is what changes something, and needs that scope; so does its end, although it is a GET.
      config: { scopes: [`${name}:write`] },
    },
    async (request, reply) => {
      const service = connectionService()
      const userId = request.principal?.userId ?? ''
      const { state } = request.query
      const { returnPath } = await service.complete({
        userId,
        integration: name,
        browserToken: readBrowserToken(request, service.browserCookie, state),
        query: request.url.slice(request.url.indexOf('?') + 1),
      })
      await readFirst(context, userId).catch((error: unknown) => {
        // The account is connected, and to be told otherwise would be wrong: the schedule reads it within the hour.
        request.log.error({ err: error }, 'the first sync of a new connection could not be queued')
      })
      forgetFlow(request, reply, service.browserCookie, state)
      return reply.code(303).header('location', returnPath).send(null)
    },
  )
}

/** `POST /api/<name>/connect` with a key. */
function keyRoute(app: PluginApp, context: ConnectRoutes): void {
  const { definition, connectionService } = context
  const { name, displayName, auth } = definition
  const howTo = auth.kind === 'apiKey' ? auth.howTo : []
  app.post(
    '/connect',
    {
      schema: {
        summary: `Connect a ${displayName} account by its API key`,
        description: [
          `${displayName} is asked with the key before it is kept.`,
          ...howTo.map((step, index) => `${index + 1}. ${step}`),
        ].join('\n\n'),
        operationId: `${camelCase(name)}Connect`,
        body: Type.Object(
          {
            apiKey: Type.String({
              maxLength: 4096,
              // What a request header can carry; spaces around it come from copying.
              pattern: '^ *[!-~]+ *$',
            }),
          },
          { additionalProperties: false },
        ),
        response: { 200: Connection },
      },
    },
    async (request) => {
      const userId = request.principal?.userId ?? ''
      const { apiKey } = request.body
      const connection = await connectionService().connectWithKey({ userId, integration: name, apiKey })
      await readFirst(context, userId)
      return connection
    },
  )
}

/** `PATCH /api/<name>`: pause, go on, switch streams. */
function changeRoute(app: PluginApp, { definition, connectionService }: ConnectRoutes): void {
  const { name, displayName, streams } = definition
  app.patch(
    '/',
    {
      schema: {
        summary: `Pause ${displayName}, or choose its streams`,
        operationId: `${camelCase(name)}Change`,
        body: Type.Object(
          {
            paused: Type.Optional(Type.Boolean({ description: 'A paused connection is not synced.' })),
            streams: Type.Optional(
              Type.Object(Object.fromEntries(streams.map(({ id }) => [id, Type.Optional(Type.Boolean())])), {
                additionalProperties: false,
                description: 'Streams to switch on or off.',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: Connection },
      },
    },
    async (request) => {
      const { paused, streams: chosen } = request.body
      return connectionService().change({
        userId: request.principal?.userId ?? '',
        integration: name,
        paused,
        streams: chosen,
      })
    },
  )
}

/** Somebody who has just connected wants to see something: the last days at once, the years before by and by. */
async function readFirst({ definition, importService }: ConnectRoutes, userId: string): Promise<void> {
  const { name, schedule, facts } = definition
  const today = utcDate(new Date())
  const windowDays = schedule?.windowDays ?? DEFAULT_WINDOW_DAYS
  const service = importService()
  const submission = { userId, integration: name, trigger: 'connect' } as const
  await service.submitSync({
    ...submission,
    window: { startDate: addDays(today, 1 - windowDays), endDate: today },
  })
  const backfillDays = Math.min(
    schedule?.backfillDays ?? 0,
    facts?.historyLimitDays ?? Number.POSITIVE_INFINITY,
  )
  if (backfillDays <= windowDays) return
  await service.submitSync({
    ...submission,
    kind: 'backfill',
    window: { startDate: addDays(today, 1 - backfillDays), endDate: addDays(today, -windowDays) },
  })
}
