import { located, type PluginApp, signedIn } from '@tributary/core'
import { Type } from 'typebox'
import { camelCase } from '../../routes/camel-case.ts'
import { answerConnected, connectedResponses } from '../answer-connected.ts'
import type { ConnectRoutes } from '../connect-routes.ts'
import { queueInitialSync } from '../queue-initial-sync.ts'
import { bodyOf, connectionMembers, connectionOf, describeBeginning } from '../settings-body.ts'

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
  {
    title: 'connections.DeviceFlow',
    description: 'A code, and where the person enters it.',
    examples: [
      {
        flow: 'GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS',
        userCode: 'WDJB-MJHT',
        verificationUri: 'https://example.org/device',
        verificationUriComplete: 'https://example.org/device?user_code=WDJB-MJHT',
        pollAfterSeconds: 5,
        expiresAt: '2026-11-20T12:30:00.000Z',
      },
    ],
  },
)

const DeviceFlowPending = Type.Object(
  { pollAfterSeconds: Type.Integer({ minimum: 1 }) },
  {
    title: 'connections.DeviceFlowPending',
    description: 'The code was not entered yet.',
    examples: [{ pollAfterSeconds: 5 }],
  },
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
        operationId: `${camelCase(name)}ConnectAccount`,
        body: bodyOf(
          Type.Object(
            connectionMembers(definition),
            describeBeginning(definition, { title: 'DeviceFlowBeginning', example: {} }),
          ),
        ),
        response: { 200: DeviceFlow },
      },
      // It makes a flow, which has no address.
      config: { creates: true },
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
        description: 'The connection once it was; until then 202 with when to poll again.',
        operationId: `${camelCase(name)}PollConnection`,
        params: Type.Object({
          flow: Type.String({
            maxLength: 100,
            description: 'The `flow` of the beginning.',
            examples: ['GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS'],
          }),
        }),
        response: {
          ...connectedResponses,
          202: located(DeviceFlowPending, {
            description: 'Not yet. Poll again after `Retry-After`.',
            location: 'Where to poll again.',
          }),
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
        return reply
          .code(202)
          .header('retry-after', answer.pollAfterSeconds)
          .header('location', `/api/${name}/connect/${request.params.flow}`)
          .send(answer)
      await queueInitialSync(context, { userId, connectionId: answer.connection.id })
      return answerConnected(reply, answer)
    },
  )
}
