import { type PluginApp, ProblemError } from '@tributary/core'
import type { ConfigurationValues, Webhook, WebhookRequest } from '@tributary/integration-kit/host'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { integrationErrors } from '../integration-errors.ts'
import { camelCase } from '../routes/camel-case.ts'
import { applyEvents, type WebhookServices } from './apply-events.ts'
import { isAuthentic } from './is-authentic.ts'
import { acceptRawBodies, readRawRequest, WEBHOOK_BODY_BYTES } from './raw-request.ts'
import { readEvents } from './read-events.ts'

export interface WebhookRoutes extends WebhookServices {
  readonly webhook: Webhook
  /** What the administrator has set; `undefined` while something required is missing. */
  readonly readConfig: () => Promise<ConfigurationValues | undefined>
}

const answer = {
  200: {
    description: 'Understood.',
    content: { 'text/plain': { schema: Type.String() }, 'application/json': { schema: Type.String() } },
  },
}

/** `POST /api/public/<name>/webhook`, and GET where the provider tries the address by it. */
export function webhookRoutes(app: PluginApp, routes: WebhookRoutes): void {
  const { definition, webhook } = routes
  const { name, displayName } = definition
  acceptRawBodies(app)
  const description = `Called only by ${displayName}: unverified requests have no effect.`
  const querystring = Type.Object({}, { additionalProperties: true })
  app.post(
    '/webhook',
    {
      bodyLimit: WEBHOOK_BODY_BYTES,
      schema: {
        summary: `Receive a webhook of ${displayName}`,
        description,
        operationId: `${camelCase(name)}ReceiveWebhook`,
        querystring,
        // Some providers send no content type, some send forms.
        consumes: ['*/*'],
        response: answer,
      },
    },
    (request, reply) => take(routes, request, reply),
  )
  if (webhook.handshake === undefined) return
  app.get(
    '/webhook',
    {
      schema: {
        summary: `${displayName} verifies the address of the webhook`,
        description,
        operationId: `${camelCase(name)}CompleteWebhookHandshake`,
        querystring,
        response: answer,
      },
    },
    async (raw, reply) => {
      const shaken = webhook.handshake?.(await readRequest(routes, raw))
      if (shaken === undefined) throw new ProblemError(integrationErrors.INTEGRATION_NOT_VERIFIED)
      return answerHandshake(shaken, reply)
    },
  )
}

async function take(routes: WebhookRoutes, raw: FastifyRequest, reply: FastifyReply): Promise<string> {
  const { webhook } = routes
  const request = await readRequest(routes, raw)
  if (!(await isAuthentic(webhook, request)))
    throw new ProblemError(integrationErrors.INTEGRATION_NOT_VERIFIED)
  const shaken = webhook.handshake?.(request)
  if (shaken !== undefined) return answerHandshake(shaken, reply)
  await applyEvents(routes, readEvents(routes.definition, webhook, request))
  reply.code(webhook.answerStatus ?? 200).type('text/plain')
  return ''
}

type Handshake = NonNullable<ReturnType<NonNullable<Webhook['handshake']>>>

function answerHandshake({ status = 200, body = '' }: Handshake, reply: FastifyReply): string {
  const isText = typeof body === 'string'
  reply.code(status).type(isText ? 'text/plain' : 'application/json')
  return isText ? body : JSON.stringify(body)
}

async function readRequest({ readConfig }: WebhookRoutes, raw: FastifyRequest): Promise<WebhookRequest> {
  const config = await readConfig()
  if (config === undefined) throw new ProblemError(integrationErrors.INTEGRATION_NOT_VERIFIED)
  return { ...readRawRequest(raw), config }
}
