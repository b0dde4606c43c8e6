import { randomUUID } from 'node:crypto'
import { type PluginApp, signedIn } from '@tributary/core'
import { type Static, Type } from 'typebox'
import { ROTATION_HOURS } from '../delivery/limits.ts'
import { sendEvent } from '../delivery/send-event.ts'
import { prepareRotation, signingSecrets, writeSecret } from '../endpoint-secrets.ts'
import { resumeEndpoint, setPreviousSecretUntil } from '../endpoint-store.ts'
import { EndpointWithSecret, viewEndpoint } from '../endpoint-view.ts'
import { testEvent } from '../events/make-events.ts'
import { type Parts, tablesOf } from '../parts.ts'
import type { EndpointRow, WebhooksTables } from '../tables.ts'
import { EndpointId, endpointOf, type PartsOf } from './route-context.ts'

const TestResult = Type.Object(
  {
    delivered: Type.Boolean({ description: 'Whether the receiver answered 2xx in time.' }),
    webhookId: Type.String({ description: 'The header `webhook-id` that was sent.' }),
    payload: Type.String({ description: 'The body that was sent and signed.' }),
    statusCode: Type.Union([Type.Integer(), Type.Null()], { description: 'Null: there was no answer.' }),
    durationMs: Type.Integer({ description: 'Milliseconds to the answer or the failure.' }),
    answer: Type.Union([Type.String(), Type.Null()], { description: 'The first KiB of the body.' }),
    error: Type.Union([Type.String(), Type.Null()], { description: 'What failed; null after a success.' }),
    advice: Type.Union([Type.String(), Type.Null()], {
      description: 'What to change; null after a success.',
    }),
  },
  {
    title: 'WebhookTestResult',
    description: 'What came back.',
    examples: [
      {
        delivered: false,
        webhookId: '2f6c1f0a-6a3b-4f4e-8f0d-2a1c9e7b5d31',
        payload:
          '{"type":"webhook.test","timestamp":"2026-11-28T12:00:00.000Z","data":{"endpointId":"0198c7e2-0000-7000-8000-000000000000"}}',
        statusCode: 404,
        durationMs: 84,
        answer: 'Not Found',
        error: 'The receiver answered 404.',
        advice: 'There is nothing at this path: correct `url`.',
      },
    ],
  },
)

const TEST = `Sends \`webhook.test\` now, once, also if the endpoint is disabled. After a success, deliveries that wait for a further attempt are
sent. It is not kept among the deliveries.`

/** What can be done with an endpoint. */
export function endpointActRoutes(app: PluginApp, parts: PartsOf): void {
  app.post(
    '/endpoints/:id/rotate-secret',
    {
      config: { creates: true },
      schema: {
        summary: 'Replace the secret of a webhook endpoint',
        description: `Only this answer has the new secret. For ${ROTATION_HOURS} hours events are signed with both, so that the receiver can change from one to the other; rotating again ends the earlier one.`,
        operationId: 'webhooksRotateSecret',
        params: EndpointId,
        response: { 200: EndpointWithSecret },
      },
    },
    async (request, reply) => {
      const endpoint = await endpointOf(parts(), signedIn(request).userId, request.params.id)
      return reply.header('cache-control', 'no-store').send(await rotate(parts(), endpoint))
    },
  )
  app.post(
    '/endpoints/:id/test',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'Test a webhook endpoint',
        description: TEST,
        operationId: 'webhooksTestEndpoint',
        params: EndpointId,
        response: { 200: TestResult },
      },
    },
    async (request) => test(parts(), await endpointOf(parts(), signedIn(request).userId, request.params.id)),
  )
}

async function rotate(parts: Parts, endpoint: EndpointRow): Promise<Static<typeof EndpointWithSecret>> {
  const before = endpoint.previous_secret_until?.getTime() ?? 0
  // Later each time, also within a millisecond: by it a rotation finds out that another one came first.
  const until = new Date(Math.max(parts.now() + ROTATION_HOURS * 3_600_000, before + 1))
  const prepared = await prepareRotation(parts, endpoint)
  const after = await parts.database.transaction<WebhooksTables, EndpointRow | undefined>(async (trx) => {
    const row = await setPreviousSecretUntil(trx, endpoint, until)
    if (row !== undefined) await writeSecret(parts, trx, prepared)
    return row
  })
  // Of two at once, the second replaces what the first has made.
  if (after === undefined) return rotate(parts, await endpointOf(parts, endpoint.user_id, endpoint.id))
  return { ...viewEndpoint(after), secret: prepared.secret }
}

async function test(parts: Parts, endpoint: EndpointRow): Promise<Static<typeof TestResult>> {
  const now = parts.now()
  const { payload } = testEvent(endpoint.id, now)
  const secrets = await signingSecrets(parts, endpoint)
  const id = randomUUID()
  const event = { url: endpoint.url, id, payload, secrets }
  const { retryAfter: _, ...answer } = await sendEvent(parts, event, parts.closing)
  if (answer.error === null && endpoint.enabled) {
    await resumeEndpoint(tablesOf(parts), endpoint.id, new Date(now))
    parts.wake()
  }
  return { delivered: answer.error === null, webhookId: id, payload, ...answer }
}
