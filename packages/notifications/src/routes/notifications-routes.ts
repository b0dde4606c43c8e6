import {
  DEFAULT_LIMIT,
  listOf,
  type PluginApp,
  ProblemError,
  pageParameters,
  type RoutePlugin,
  signedIn,
} from '@tributary/core'
import type { Database } from '@tributary/database'
import type { Kysely } from 'kysely'
import { Type } from 'typebox'
import {
  countUnread,
  findNotification,
  listNotifications,
  markAllRead,
  markRead,
} from '../notification-store.ts'
import { Notification, viewNotification } from '../notification-view.ts'
import { notificationsErrors } from '../notifications-errors.ts'
import type { NotificationRow, NotificationTables } from '../tables.ts'

const NotificationId = Type.Object({
  id: Type.String({ pattern: '^[0-9]{1,15}$', description: 'The id of the notification.', examples: ['42'] }),
})

const UnreadCount = Type.Object(
  { unreadCount: Type.Integer() },
  {
    title: 'UnreadCount',
    description: 'How many notifications are unread.',
    examples: [{ unreadCount: 2 }],
  },
)

const MarkedRead = Type.Object(
  { markedCount: Type.Integer({ description: 'How many were unread.' }) },
  {
    title: 'MarkedRead',
    description: 'How many notifications were marked as read.',
    examples: [{ markedCount: 2 }],
  },
)

type Tables = () => Kysely<NotificationTables>

/** `/api/notifications`: the notifications of the signed-in user. */
export function notificationsRoutes(database: () => Database): RoutePlugin {
  const tables = () => database().tables<NotificationTables>()
  return async (app) => {
    listRoutes(app, tables)
    singleRoutes(app, tables)
    readAllRoute(app, tables)
  }
}

function listRoutes(app: PluginApp, tables: Tables): void {
  app.get(
    '/',
    {
      schema: {
        summary: 'List your notifications',
        description: 'The newest first; one that is updated keeps its place.',
        operationId: 'notificationsListNotifications',
        querystring: Type.Object({
          unread: Type.Optional(
            Type.Boolean({ description: 'true: only unread ones. false: only read ones.' }),
          ),
          ...pageParameters,
        }),
        response: { 200: listOf(Notification, 'NotificationList') },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, ...query } = request.query
      const userId = signedIn(request).userId
      const page = await listNotifications(tables(), { userId, limit, ...query })
      return { items: page.items.map(viewNotification), nextCursor: page.nextCursor }
    },
  )
  app.get(
    '/unread-count',
    {
      schema: {
        summary: 'Count unread notifications',
        description: 'For a badge, without reading the notifications.',
        operationId: 'notificationsGetUnreadCount',
        response: { 200: UnreadCount },
      },
    },
    async (request) => ({ unreadCount: await countUnread(tables(), signedIn(request).userId) }),
  )
}

function singleRoutes(app: PluginApp, tables: Tables): void {
  app.get(
    '/:id',
    {
      schema: {
        summary: 'Read a notification',
        description: 'It stays unread: `POST /api/notifications/{id}/read` marks it.',
        operationId: 'notificationsGetNotification',
        params: NotificationId,
        response: { 200: Notification },
      },
    },
    async (request) => {
      const userId = signedIn(request).userId
      return viewNotification(found(await findNotification(tables(), userId, request.params.id)))
    },
  )
  app.post(
    '/:id/read',
    {
      schema: {
        summary: 'Mark a notification as read',
        description: 'Idempotent.',
        operationId: 'notificationsMarkRead',
        params: NotificationId,
        response: { 200: Notification },
      },
    },
    async (request) => {
      const userId = signedIn(request).userId
      return viewNotification(found(await markRead(tables(), userId, request.params.id)))
    },
  )
}

function readAllRoute(app: PluginApp, tables: Tables): void {
  app.post(
    '/read',
    {
      schema: {
        summary: 'Mark all notifications as read',
        description: 'Idempotent.',
        operationId: 'notificationsMarkAllRead',
        response: { 200: MarkedRead },
      },
    },
    async (request) => ({ markedCount: await markAllRead(tables(), signedIn(request).userId) }),
  )
}

/** A notification of another user is not found. */
function found(row: NotificationRow | undefined): NotificationRow {
  if (row === undefined)
    throw new ProblemError(notificationsErrors.NOTIFICATIONS_NOT_FOUND, {
      detail: 'GET /api/notifications lists yours.',
    })
  return row
}
