import {
  DEFAULT_LIMIT,
  listOf,
  located,
  type PluginApp,
  ProblemError,
  pageParameters,
  signedIn,
  unknownValue,
} from '@tributary/core'
import { Type } from 'typebox'
import { findChannel, listChannels } from '../channels/channel-store.ts'
import { requireSendable } from '../channels/require-sendable.ts'
import {
  findDelivery,
  type ListedDelivery,
  listDeliveries,
  requestRedelivery,
} from '../delivery/delivery-store.ts'
import { Delivery, DeliveryStateField, EXAMPLE_DELIVERY_ID, viewDelivery } from '../delivery/delivery-view.ts'
import { KEPT_DAYS } from '../limits.ts'
import { notificationsErrors } from '../notifications-errors.ts'
import { type Parts, tablesOf } from '../parts.ts'
import type { PartsOf } from './channel-routes.ts'

const DeliveryId = Type.Object({
  id: Type.String({ format: 'uuid', description: 'Of the delivery.', examples: [EXAMPLE_DELIVERY_ID] }),
})

/** `/api/notifications/delivery/deliveries` */
export function deliveryRoutes(app: PluginApp, parts: PartsOf): void {
  readRoutes(app, parts)
  app.post(
    '/delivery/deliveries/:id/redeliver',
    {
      schema: {
        summary: 'Send a notification through a channel again',
        description:
          'As a message of its own, at once, also in quiet hours and if the notification is resolved. One that waits is sent now; one that was dropped stays so.',
        operationId: 'notificationsRedeliver',
        params: DeliveryId,
        response: {
          202: located(Delivery, {
            description: 'The delivery, which is sent in the background.',
            location: '`/api/notifications/delivery/deliveries/<id>`',
          }),
        },
      },
    },
    async (request, reply) => {
      const { userId } = signedIn(request)
      const delivery = await deliveryOf(parts(), userId, request.params.id)
      const after = await redeliver(parts(), userId, delivery)
      return reply
        .code(202)
        .header('location', `/api/notifications/delivery/deliveries/${after.id}`)
        .send(viewDelivery(after))
    },
  )
}

function readRoutes(app: PluginApp, parts: PartsOf): void {
  app.get(
    '/delivery/deliveries',
    {
      schema: {
        summary: 'List deliveries of your notifications',
        description: `Of the last ${KEPT_DAYS} days, the newest first.`,
        operationId: 'notificationsListDeliveries',
        querystring: Type.Object({
          channelId: Type.Optional(
            Type.String({ format: 'uuid', description: 'Only those through this channel of yours.' }),
          ),
          state: Type.Optional(DeliveryStateField),
          ...pageParameters,
        }),
        response: { 200: listOf(Delivery, 'NotificationDeliveryList') },
      },
    },
    async (request) => {
      const { userId } = signedIn(request)
      const { limit = DEFAULT_LIMIT, ...filters } = request.query
      const db = tablesOf(parts())
      if (filters.channelId !== undefined) {
        const known = (await listChannels(db, userId)).map(({ id }) => id)
        if (!known.includes(filters.channelId))
          throw unknownValue({ parameter: 'channelId', value: filters.channelId, known })
      }
      const page = await listDeliveries(db, { userId, limit, ...filters })
      return { items: page.items.map(viewDelivery), nextCursor: page.nextCursor }
    },
  )
  app.get(
    '/delivery/deliveries/:id',
    {
      schema: {
        summary: 'Get a delivery of a notification',
        description: 'Its state, and why it waits or has failed.',
        operationId: 'notificationsGetDelivery',
        params: DeliveryId,
        response: { 200: Delivery },
      },
    },
    async (request) => viewDelivery(await deliveryOf(parts(), signedIn(request).userId, request.params.id)),
  )
}

async function deliveryOf(parts: Parts, userId: string, id: string): Promise<ListedDelivery> {
  const row = await findDelivery(tablesOf(parts), userId, id)
  if (row === undefined)
    throw new ProblemError(notificationsErrors.NOTIFICATIONS_DELIVERY_NOT_FOUND, {
      detail: 'GET /api/notifications/delivery/deliveries lists yours.',
    })
  return row
}

async function redeliver(parts: Parts, userId: string, delivery: ListedDelivery): Promise<ListedDelivery> {
  requireSendable(await findChannel(tablesOf(parts), userId, delivery.channel_id))
  await requestRedelivery(tablesOf(parts), delivery.id, new Date(parts.now()))
  parts.database.afterCommit(parts.wake)
  return deliveryOf(parts, userId, delivery.id)
}
