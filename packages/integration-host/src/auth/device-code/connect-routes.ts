import { type PluginApp, signedIn } from '@tributary/core'
import { Type } from 'typebox'
import { Connection } from '../../connection-service.ts'
import { camelCase } from '../../routes/camel-case.ts'
import type { ConnectRoutes } from '../connect-routes.ts'
import { queueInitialSync } from '../queue-initial-sync.ts'
import { bodyOf, connectionMembers, connectionOf } from '../settings-body.ts'

/** Adds the two steps of a device code: where to enter it, and whether that has happened. */
export function addConnectRoutes(app: PluginApp, context: ConnectRoutes): void {
  beginRoute(app, context)
  pollRoute(app, context)
}

const DeviceFlow = Type.Object(
  {
    flow: Type.String({ description: 'Identifies the flow for polling.' }),
    userCode: Type.String({ description: 'The code that the person enters.' }),
    verificationUri: Type.String({
      format: 'uri',
      description: 'The address where the person enters the code, on any device.',
    }),
    verificationUriComplete: Type.Union([Type.String({ format: 'uri' }), Type.Null()], {
      description: 'The same address including the code, for a link or a QR code.',
    }),
    pollAfterSeconds: Type.Integer({ minimum: 1, description: 'The minimum interval between polls.' }),
    expiresAt: Type.String({ format: 'date-time' }),
  },
  { title: 'DeviceFlow' },
)

/** `POST /api/<name>/connect`: a code, and where the person enters it. */
function beginRoute(app: PluginApp, { definition, connectionService }: ConnectRoutes): void {
  const { name, displayName } = definition
  app.post(
    '/connect',
    {
      schema: {
        summary: `Start connecting a ${displayName} account with a code`,
        description: `Show \`userCode\` and \`verificationUri\` to the person, then poll \`POST /api/${name}/connect/{flow}\`.`,
        operationId: `${camelCase(name)}Connect`,
        body: bodyOf(
          Type.Object(connectionMembers(definition), {
            additionalProperties: false,
            title: 'DeviceFlowBeginning',
          }),
        ),
        response: { 200: DeviceFlow },
      },
    },
    async (request) =>
      connectionService().beginDevice({
        userId: signedIn(request).userId,
        integration: name,
        ...connectionOf(request.body),
      }),
  )
}

/** `POST /api/<name>/connect/<flow>`: the connection, once the person has entered the code. */
function pollRoute(app: PluginApp, context: ConnectRoutes): void {
  const { definition, connectionService } = context
  const { name, displayName } = definition
  app.post(
    '/connect/:flow',
    {
      schema: {
        summary: `Poll whether the code was entered at ${displayName}`,
        operationId: `${camelCase(name)}PollConnect`,
        params: Type.Object({ flow: Type.String({ maxLength: 100 }) }),
        response: {
          200: Connection,
          202: Type.Object(
            { pollAfterSeconds: Type.Integer({ minimum: 1 }) },
            {
              title: 'DeviceFlowPending',
              'x-response-description': 'Not yet. Poll again after `Retry-After`.',
            },
          ),
        },
      },
    },
    async (request, reply) => {
      const { userId } = signedIn(request)
      const answer = await connectionService().pollDevice({
        userId,
        integration: name,
        flow: request.params.flow,
      })
      if ('pollAfterSeconds' in answer)
        return reply.code(202).header('retry-after', answer.pollAfterSeconds).send(answer)
      await queueInitialSync(context, { userId, connectionId: answer.connection.id })
      return answer.connection
    },
  )
}
