import {
  accountsSignOut,
  changesFollowChanges,
  changesListChanges,
  connectionsGetConnection,
  connectionsGetIntegration,
  connectionsListConnections,
  connectionsListIntegrations,
  connectionsUpdateIntegration,
  googleFitDeleteData,
  jobsFollowJob,
  listenbrainzSyncOnlyConnection,
  netflixDeleteData,
  notificationsGetNotification,
  notificationsGetUnreadCount,
  notificationsListNotifications,
  notificationsMarkAllRead,
  notificationsMarkRead,
  tiktokDeleteData,
} from '../../src/index.ts'
import type { World } from './world.ts'

const OURA = { integration: 'oura' }

/** Changes, connections of every integration, and notifications. */
export function feedCalls({ client, session, server }: World) {
  let notificationId = ''
  return {
    changesListChanges: () =>
      changesListChanges({ client, query: { types: ['job', 'connection'], limit: 10 } }),
    /** From the first change on, until one has come. */
    async changesFollowChanges() {
      const { data } = await changesListChanges({ client, query: { limit: 1 } })
      const query = { cursor: data.nextCursor }
      for await (const { cursor } of changesFollowChanges({ client, query })) if (cursor !== '') return
    },
    connectionsListConnections: () => connectionsListConnections({ client }),
    async connectionsGetConnection() {
      const { data } = await connectionsListConnections({ client })
      await connectionsGetConnection({ client, path: { id: data.items[0]?.id ?? '' } })
    },
    connectionsListIntegrations: () => connectionsListIntegrations({ client }),
    connectionsGetIntegration: () => connectionsGetIntegration({ client, path: OURA }),
    connectionsUpdateIntegration: () =>
      connectionsUpdateIntegration({ client, path: OURA, body: { enabled: true } }),
    /** Of an account whose access was withdrawn. */
    async notificationsListNotifications() {
      server.providers.listenbrainz.controls.revokeConsent()
      const { data: job } = await listenbrainzSyncOnlyConnection({ client })
      await Array.fromAsync(jobsFollowJob({ client, path: { id: job.id } }))
      const { data } = await notificationsListNotifications({ client, query: { unread: true } })
      notificationId = data.items[0]?.id ?? ''
    },
    notificationsGetUnreadCount: () => notificationsGetUnreadCount({ client }),
    notificationsGetNotification: () =>
      notificationsGetNotification({ client, path: { id: notificationId } }),
    notificationsMarkRead: () => notificationsMarkRead({ client, path: { id: notificationId } }),
    notificationsMarkAllRead: () => notificationsMarkAllRead({ client }),
    netflixDeleteData: () => netflixDeleteData({ client, query: { data: 'delete' } }),
    googleFitDeleteData: () => googleFitDeleteData({ client, query: { data: 'delete' } }),
    tiktokDeleteData: () => tiktokDeleteData({ client, query: { data: 'delete' } }),
    accountsSignOut: () => accountsSignOut({ client: session }),
  }
}
