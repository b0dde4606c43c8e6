import type { PluginApp } from '@tributary/core'
import { Type } from 'typebox'
import type { ConnectRoutes } from '../auth/connect-routes.ts'
import { Connection } from '../connection-service.ts'
import { camelCase } from './camel-case.ts'

/** `PATCH /api/<name>`: pause, go on, switch streams. */
export function changeRoute(app: PluginApp, { definition, connectionService }: ConnectRoutes): void {
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
