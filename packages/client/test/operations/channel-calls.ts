import { setTimeout as sleep } from 'node:timers/promises'
import {
  notificationsAddChannel,
  notificationsDeleteChannel,
  notificationsGetChannel,
  notificationsGetDelivery,
  notificationsGetPreferences,
  notificationsListAllServices,
  notificationsListChannels,
  notificationsListDeliveries,
  notificationsListServices,
  notificationsRedeliver,
  notificationsRotateCode,
  notificationsSetPreferences,
  notificationsSetServiceOpening,
  notificationsTestChannel,
  notificationsUpdateChannel,
  notificationsVerifyChannel,
  pluginsCreateInstance,
} from '../../src/index.ts'
import type { World } from './world.ts'

const CHAT = {
  plugin: 'chat',
  kind: 'notification',
  name: 'people',
  values: { room: '#operators', token: 'a token' },
} as const

const LOOK_MILLISECONDS = 50

/** Channels through the plugin that the test adds to the server: before there is a notification, and after. */
export function channelCalls({ client, session }: World) {
  let serviceId = ''
  let channelId = ''
  let deliveryId = ''
  const path = () => ({ id: channelId })
  const before = {
    async notificationsListAllServices() {
      await pluginsCreateInstance({ client: session, body: CHAT })
      const { data } = await notificationsListAllServices({ client })
      serviceId = data.items[0]?.id ?? ''
    },
    notificationsSetServiceOpening: () =>
      notificationsSetServiceOpening({ client, path: { id: serviceId }, body: { isOpen: true } }),
    notificationsListServices: () => notificationsListServices({ client }),
    async notificationsAddChannel() {
      const body = { serviceId, name: 'Mine' }
      channelId = (await notificationsAddChannel({ client, body })).data.id
    },
    notificationsListChannels: () => notificationsListChannels({ client }),
    notificationsGetChannel: () => notificationsGetChannel({ client, path: path() }),
    notificationsUpdateChannel: () =>
      notificationsUpdateChannel({ client, path: path(), body: { leastSeverity: 'info' } }),
    notificationsTestChannel: () => notificationsTestChannel({ client, path: path() }),
    notificationsVerifyChannel: () =>
      notificationsVerifyChannel({ client, path: path(), body: { code: '000000' } }),
    /** To a recipient of another channel. */
    async notificationsRotateCode() {
      const body = { serviceId, name: 'Another room', recipient: { room: '#mine' } }
      const { data } = await notificationsAddChannel({ client, body })
      await notificationsRotateCode({ client, path: { id: data.id } })
    },
    notificationsGetPreferences: () => notificationsGetPreferences({ client }),
    notificationsSetPreferences: () => notificationsSetPreferences({ client, body: { quietHours: null } }),
  }
  const after = {
    async notificationsListDeliveries() {
      for (;;) {
        const { data } = await notificationsListDeliveries({ client, query: { channelId, state: 'sent' } })
        deliveryId = data.items[0]?.id ?? ''
        if (deliveryId !== '') return
        await sleep(LOOK_MILLISECONDS)
      }
    },
    notificationsGetDelivery: () => notificationsGetDelivery({ client, path: { id: deliveryId } }),
    notificationsRedeliver: () => notificationsRedeliver({ client, path: { id: deliveryId } }),
    notificationsDeleteChannel: () => notificationsDeleteChannel({ client, path: path() }),
  }
  return { before, after }
}
