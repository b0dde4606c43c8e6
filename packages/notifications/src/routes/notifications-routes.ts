import { type PluginApp, ProblemError, type RoutePlugin, signedIn } from '@tributary/core'
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

const NotificationId = Type.Object({ id: Type.String({ pattern: '^[0-9]{1,15}$' }) })

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
        summary: 'List notifications, the newest first',
        operationId: 'notificationsList',
        querystring: Type.Object({
          unread: Type.Optional(
            Type.Boolean({ description: 'true: only unread ones. false: only read ones.' }),
          ),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
          cursor: Type.Optional(
            Type.String({ maxLength: 2048, description: 'The `nextCursor` of the page before.' }),
          ),
        }),
        response: {
          200: Type.Object(
            {
              items: Type.Array(Notification),
              nextCursor: Type.Union([Type.String(), Type.Null()], {
                description: 'For the next page; null on the last.',
              }),
            },
            { title: 'NotificationList' },
          ),
        },
      },
    },
    async (request) => {
      const { limit = 50, ...query } = request.query
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
        operationId: 'notificationsCountUnread',
        response: { 200: Type.Object({ unread: Type.Integer() }, { title: 'UnreadCount' }) },
      },
    },
    async (request) => ({ unread: await countUnread(tables(), signedIn(request).userId) }),
  )
}

function singleRoutes(app: PluginApp, tables: Tables): void {
  app.get(
    '/:id',
    {
      schema: {
        summary: 'Read a notification',
        description: 'It stays unread: `POST /api/notifications/{id}/read` marks it.',
        operationId: 'notificationsRead',
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
        operationId: 'notificationsMarkAllRead',
        response: {
          200: Type.Object(
            { marked: Type.Integer({ description: 'How many were unread.' }) },
            { title: 'MarkedRead' },
          ),
        },
      },
    },
    async (request) => ({ marked: await markAllRead(tables(), signedIn(request).userId) }),
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
