import { authenticator, type Plugin, type PluginContext } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import { offeredProviders, providers } from '@tributary/integration-host'
import { databaseNotifications } from './database-notifications.ts'
import { DeliveryWatch } from './delivery/delivery-watch.ts'
import { createNotifications } from './migrations/0001-create-notifications.ts'
import { kindsInSnakeCase } from './migrations/0002-kinds-in-snake-case.ts'
import { pathsOfPages } from './migrations/0003-paths-of-pages.ts'
import { addParameters } from './migrations/0004-parameters.ts'
import { createChannels } from './migrations/0005-create-channels.ts'
import { channelsToWorkflows } from './migrations/0006-channels-to-workflows.ts'
import { notifications } from './notifications.ts'
import type { Parts } from './parts.ts'
import { channelActRoutes } from './routes/channel-act-routes.ts'
import { channelRoutes } from './routes/channel-routes.ts'
import { deliveryRoutes } from './routes/delivery-routes.ts'
import { notificationsRoutes } from './routes/notifications-routes.ts'
import { preferencesRoutes } from './routes/preferences-routes.ts'
import { serviceRoutes } from './routes/service-routes.ts'

export interface NotificationsOptions {
  /** Whether this process sends messages; without, it only writes notifications and serves the routes. Default true. */
  readonly worker?: boolean | undefined
  /** Where the page is reached. Default: messages have no link. */
  readonly publicUrl?: string | undefined
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined
  /** From 0 to 1. Default `Math.random`. */
  readonly random?: (() => number) | undefined
  /** The interval of looks at due deliveries. Default 2,000. */
  readonly lookMilliseconds?: number | undefined
}

const LOOK_MILLISECONDS = 2_000
/** Less than the kernel gives a plugin to stop. */
const STOP_MILLISECONDS = 4_000

/** Notifications for people: the service for plugins that send them, their delivery through channels, and the routes. */
export function notificationsPlugin(options: NotificationsOptions = {}): Plugin {
  let watch: DeliveryWatch | undefined
  const now = options.now ?? Date.now
  const partsIn = (context: PluginContext): Parts => ({
    database: context.getService(database),
    notifications: context.getService(notifications),
    providers: context.hasService(providers) ? context.getService(providers) : undefined,
    offered: context.getContributions(offeredProviders),
    logger: context.logger,
    publicUrl: options.publicUrl,
    now,
    random: options.random ?? Math.random,
    wake: () => watch?.look(),
  })
  return {
    name: 'notifications',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Notifications',
      description: 'What people must be told, on the page and through channels of their choice.',
      author: 'The Tributary authors',
      tags: ['messages'],
    },
    uses: [database, authenticator],
    usesIfPresent: [providers],
    registerServices(context) {
      context.contribute(migrations, {
        '0001-create-notifications': createNotifications,
        '0002-kinds-in-snake-case': kindsInSnakeCase,
        '0003-paths-of-pages': pathsOfPages,
        '0004-parameters': addParameters,
        '0005-create-channels': createChannels,
        '0006-channels-to-workflows': channelsToWorkflows,
      })
      context.registerService(notifications, (own) =>
        databaseNotifications(own.getService(database), { now, wake: () => watch?.look() }),
      )
    },
    configureRoutes: (context) => ({
      routes: async (app) => {
        const parts = () => partsIn(context)
        await notificationsRoutes(() => context.getService(database))(app)
        channelRoutes(app, parts)
        channelActRoutes(app, parts)
        preferencesRoutes(app, parts)
        deliveryRoutes(app, parts)
      },
      admin: (app) => serviceRoutes(app, () => partsIn(context)),
    }),
    openapiSchema: () => ({
      description:
        'Notifications for the user, for example about a connection that must be renewed, and the channels that they are sent through.',
    }),
    start(context) {
      if (options.worker === false) return
      const milliseconds = options.lookMilliseconds ?? LOOK_MILLISECONDS
      watch = new DeliveryWatch({ parts: () => partsIn(context), milliseconds })
      watch.start()
    },
    async stop() {
      await watch?.stop(STOP_MILLISECONDS)
      watch = undefined
    },
  }
}
