import { authenticator, type Plugin } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import { databaseNotifications } from './database-notifications.ts'
import { createNotifications } from './migrations/0001-create-notifications.ts'
import { kindsInSnakeCase } from './migrations/0002-kinds-in-snake-case.ts'
import { pathsOfPages } from './migrations/0003-paths-of-pages.ts'
import { addParameters } from './migrations/0004-parameters.ts'
import { notifications } from './notifications.ts'
import { notificationsRoutes } from './routes/notifications-routes.ts'

/** Notifications for people: the service for plugins that send them, and the routes to read them. */
export function notificationsPlugin(): Plugin {
  return {
    name: 'notifications',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Notifications',
      description: 'What people must be told, until they have read it.',
      author: 'The Tributary authors',
      tags: ['messages'],
    },
    uses: [database, authenticator],
    registerServices(context) {
      context.contribute(migrations, {
        '0001-create-notifications': createNotifications,
        '0002-kinds-in-snake-case': kindsInSnakeCase,
        '0003-paths-of-pages': pathsOfPages,
        '0004-parameters': addParameters,
      })
      context.registerService(notifications, (own) => databaseNotifications(own.getService(database)))
    },
    configureRoutes: (context) => ({ routes: notificationsRoutes(() => context.getService(database)) }),
    openapiSchema: () => ({
      description: 'Notifications for the user, for example about a connection that must be renewed.',
    }),
  }
}
