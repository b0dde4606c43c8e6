import {
  DEFAULT_LIMIT,
  listOf,
  located,
  type PluginApp,
  type Principal,
  ProblemError,
  pageParameters,
  signedIn,
  unknownValue,
} from '@tributary/core'
import { Type } from 'typebox'
import { findDelivery, listAttempts, listDeliveries, requestRedelivery } from '../delivery/delivery-store.ts'
import { KEPT_DAYS } from '../delivery/limits.ts'
import {
  Delivery,
  DeliveryStatusField,
  DeliveryWithAttempts,
  viewAttempt,
  viewDelivery,
} from '../delivery-view.ts'
import { listEndpointIds, wakeEndpoint } from '../endpoint-store.ts'
import { EXAMPLE_ID } from '../endpoint-view.ts'
import { type Parts, tablesOf } from '../parts.ts'
import type { DeliveryRow, WebhooksTables } from '../tables.ts'
import { webhooksErrors } from '../webhooks-errors.ts'
import { checkEvent, endpointOf, type PartsOf } from './route-context.ts'

const DeliveryId = Type.Object({
  id: Type.String({
    format: 'uuid',
    description: 'Of the delivery: its `webhook-id`.',
    examples: [EXAMPLE_ID],
  }),
})

/** `/api/webhooks/deliveries` */
export function deliveryRoutes(app: PluginApp, parts: PartsOf): void {
  readRoutes(app, parts)
  app.post(
    '/deliveries/:id/redeliver',
    {
      schema: {
        summary: 'Send a webhook delivery again',
        description:
          'With the same id and body, before what waits, and once: if it fails again, it is `failed`. One that is still `pending` is tried now, after those before it.',
        operationId: 'webhooksRedeliverDelivery',
        params: DeliveryId,
        response: {
          202: located(Delivery, {
            description: 'The delivery, which is sent in the background.',
            location: '`/api/webhooks/deliveries/<id>`: the delivery with its attempts.',
          }),
        },
      },
    },
    async (request, reply) => {
      const delivery = await readableDelivery(parts(), signedIn(request), request.params.id)
      const after = await redeliver(parts(), delivery)
      return reply
        .code(202)
        .header('location', `/api/webhooks/deliveries/${delivery.id}`)
        .send(viewDelivery(after))
    },
  )
}

function readRoutes(app: PluginApp, parts: PartsOf): void {
  app.get(
    '/deliveries',
    {
      schema: {
        summary: 'List webhook deliveries',
        description: `Of the last ${KEPT_DAYS} days, the newest first.`,
        operationId: 'webhooksListDeliveries',
        querystring: Type.Object({
          endpointId: Type.Optional(
            Type.String({ format: 'uuid', description: 'Only those of this endpoint of yours.' }),
          ),
          status: Type.Optional(DeliveryStatusField),
          ...pageParameters,
        }),
        response: { 200: listOf(Delivery, 'WebhookDeliveryList') },
      },
    },
    async (request) => {
      const { userId } = signedIn(request)
      const { limit = DEFAULT_LIMIT, ...filters } = request.query
      const db = tablesOf(parts())
      if (filters.endpointId !== undefined) {
        const known = await listEndpointIds(db, userId)
        if (!known.includes(filters.endpointId))
          throw unknownValue({ parameter: 'endpointId', value: filters.endpointId, known })
      }
      const page = await listDeliveries(db, { userId, limit, ...filters })
      return { items: page.items.map(viewDelivery), nextCursor: page.nextCursor }
    },
  )
  app.get(
    '/deliveries/:id',
    {
      schema: {
        summary: 'Get a webhook delivery',
        description: 'What is sent, and each attempt with what came back.',
        operationId: 'webhooksGetDelivery',
        params: DeliveryId,
        response: { 200: DeliveryWithAttempts },
      },
    },
    async (request) => {
      const delivery = await readableDelivery(parts(), signedIn(request), request.params.id)
      const attempts = await listAttempts(tablesOf(parts()), delivery.seq)
      return { ...viewDelivery(delivery), payload: delivery.payload, attempts: attempts.map(viewAttempt) }
    },
  )
}

async function deliveryOf(parts: Parts, userId: string, id: string): Promise<DeliveryRow> {
  const row = await findDelivery(tablesOf(parts), userId, id)
  if (row === undefined)
    throw new ProblemError(webhooksErrors.WEBHOOKS_DELIVERY_NOT_FOUND, {
      detail: 'GET /api/webhooks/deliveries lists yours.',
    })
  return row
}

async function readableDelivery(parts: Parts, principal: Principal, id: string): Promise<DeliveryRow> {
  const delivery = await deliveryOf(parts, principal.userId, id)
  checkEvent(parts, principal, delivery.type)
  return delivery
}

async function redeliver(parts: Parts, delivery: DeliveryRow): Promise<DeliveryRow> {
  const endpoint = await endpointOf(parts, delivery.user_id, delivery.endpoint_id)
  if (!endpoint.enabled)
    throw new ProblemError(webhooksErrors.WEBHOOKS_ENDPOINT_DISABLED, {
      detail: `Enable it first: PATCH /api/webhooks/endpoints/${endpoint.id}.`,
    })
  const now = new Date(parts.now())
  await parts.database.transaction<WebhooksTables, void>(async (trx) => {
    await requestRedelivery(trx, delivery, now)
    await wakeEndpoint(trx, endpoint.id, now)
  })
  parts.database.afterCommit(parts.wake)
  return deliveryOf(parts, delivery.user_id, delivery.id)
}
