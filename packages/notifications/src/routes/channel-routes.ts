import { listOf, located, type PluginApp, signedIn } from '@tributary/core'
import { Type } from 'typebox'
import { listChannels } from '../channels/channel-store.ts'
import {
  Channel,
  ChannelName,
  DailyAt,
  EXAMPLE_CHANNEL_ID,
  LeastSeverityField,
  Recipient,
  Rules,
  viewChannel,
} from '../channels/channel-view.ts'
import { addChannel, changeChannel, channelOf, removeChannel } from '../channels/write-channel.ts'
import { MOST_CHANNELS } from '../limits.ts'
import { type Parts, tablesOf } from '../parts.ts'
import { listServices, Service } from '../services/available-services.ts'

export type PartsOf = () => Parts

export const ChannelId = Type.Object({
  id: Type.String({ format: 'uuid', description: 'Of the channel.', examples: [EXAMPLE_CHANNEL_ID] }),
})

const NewChannel = Type.Object(
  {
    serviceId: Type.String({ format: 'uuid', description: 'Of GET /api/notifications/delivery/services.' }),
    name: ChannelName,
    recipient: Type.Optional(Recipient),
    leastSeverity: Type.Optional(LeastSeverityField),
    rules: Type.Optional(Rules),
    dailyAt: Type.Optional(DailyAt),
  },
  {
    title: 'NewNotificationChannel',
    examples: [
      {
        serviceId: '0198c7e2-1b2c-7000-8000-5d2f6a9c1e44',
        name: 'My mail',
        recipient: { address: 'ada@example.org' },
      },
    ],
  },
)

const ChannelChange = Type.Object(
  {
    name: Type.Optional(ChannelName),
    recipient: Type.Optional(Recipient),
    leastSeverity: Type.Optional(LeastSeverityField),
    rules: Type.Optional(Rules),
    dailyAt: Type.Optional(DailyAt),
    paused: Type.Optional(
      Type.Boolean({
        description: 'true: nothing is sent, and nothing waits. false: resumes it, also after an error.',
      }),
    ),
  },
  {
    title: 'NotificationChannelChange',
    minProperties: 1,
    examples: [{ rules: { sync_warning: 'never' } }],
  },
)

/** `/api/notifications/delivery/services` and `/api/notifications/delivery/channels` */
export function channelRoutes(app: PluginApp, parts: PartsOf): void {
  readRoutes(app, parts)
  writeRoutes(app, parts)
}

function readRoutes(app: PluginApp, parts: PartsOf): void {
  app.get(
    '/delivery/services',
    {
      schema: {
        summary: 'List services for your notifications',
        description: 'Those that an administrator has configured and opened to people.',
        operationId: 'notificationsListServices',
        response: { 200: listOf(Service, 'NotificationServiceList') },
      },
    },
    async () => {
      const services = await listServices(parts())
      return { items: services.filter(({ isOpen }) => isOpen), nextCursor: null }
    },
  )
  app.get(
    '/delivery/channels',
    {
      schema: {
        summary: 'List your notification channels',
        description: `The oldest first; ${MOST_CHANNELS} at most, on one page.`,
        operationId: 'notificationsListChannels',
        response: { 200: listOf(Channel, 'NotificationChannelList') },
      },
    },
    async (request) => {
      const rows = await listChannels(tablesOf(parts()), signedIn(request).userId)
      return { items: rows.map(viewChannel), nextCursor: null }
    },
  )
  app.get(
    '/delivery/channels/:id',
    {
      schema: {
        summary: 'Get a notification channel',
        description: 'One of yours, with its rules and its state.',
        operationId: 'notificationsGetChannel',
        params: ChannelId,
        response: { 200: Channel },
      },
    },
    async (request) => viewChannel(await channelOf(parts(), signedIn(request).userId, request.params.id)),
  )
}

function writeRoutes(app: PluginApp, parts: PartsOf): void {
  app.post(
    '/delivery/channels',
    {
      schema: {
        summary: 'Add a notification channel',
        description:
          'One with a recipient is `unconfirmed`: have a code sent there with `POST /api/notifications/delivery/channels/{id}/code`. One without is sent to from now on.',
        operationId: 'notificationsAddChannel',
        body: NewChannel,
        response: {
          201: located(Channel, {
            description: 'The channel.',
            location: '`/api/notifications/delivery/channels/<id>`',
          }),
        },
      },
    },
    async (request, reply) => {
      const { recipient = null, leastSeverity, rules = {}, dailyAt = null, ...rest } = request.body
      const contents = { recipient, leastSeverity, rules, dailyAt, ...rest }
      const row = await addChannel(parts(), signedIn(request).userId, contents)
      return reply
        .code(201)
        .header('location', `/api/notifications/delivery/channels/${row.id}`)
        .send(viewChannel(row))
    },
  )
  app.patch(
    '/delivery/channels/:id',
    {
      schema: {
        summary: 'Change a notification channel',
        description:
          'Another recipient has to be confirmed. `rules` replaces all rules; other rules apply to what happens from now on, another `dailyAt` also to what waits.',
        operationId: 'notificationsUpdateChannel',
        params: ChannelId,
        body: ChannelChange,
        response: { 200: Channel },
      },
    },
    async (request) => {
      const whose = { userId: signedIn(request).userId, id: request.params.id }
      return viewChannel(await changeChannel(parts(), whose, request.body))
    },
  )
  app.delete(
    '/delivery/channels/:id',
    {
      schema: {
        summary: 'Delete a notification channel',
        description: 'With the log of its deliveries. A message that is under way may still arrive.',
        operationId: 'notificationsDeleteChannel',
        params: ChannelId,
        response: { 204: Type.Null({ description: 'Deleted.' }) },
      },
    },
    async (request, reply) => {
      await removeChannel(parts(), signedIn(request).userId, request.params.id)
      return reply.code(204).send(null)
    },
  )
}
