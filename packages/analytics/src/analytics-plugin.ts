import { randomUUID } from 'node:crypto'
import { changeFeed } from '@tributary/changes'
import { authenticator, type Plugin, type PluginContext } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import { listDefinitions, providers } from '@tributary/integration-host'
import { ChangeWatch } from './change-watch.ts'
import { createAnalytics } from './migrations/0001-create-analytics.ts'
import type { Parts } from './parts.ts'
import { instanceRoutes } from './routes/instance-routes.ts'

export interface AnalyticsOptions {
  /** Whether this process sends; without, it only serves the routes. Default true. */
  readonly worker?: boolean | undefined
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined
  /** From 0 to 1. Default `Math.random`. */
  readonly random?: (() => number) | undefined
  /** The interval of looks at changes and due subscriptions. Default 2,000. */
  readonly lookMilliseconds?: number | undefined
}

const LOOK_MILLISECONDS = 2_000

/** Sends people's daily values and measurements to the analytics services that they choose. */
export function analyticsPlugin(options: AnalyticsOptions = {}): Plugin {
  let watch: ChangeWatch | undefined
  const partsIn = (context: PluginContext): Parts => ({
    database: context.getService(database),
    feed: context.getService(changeFeed),
    providers: context.getService(providers),
    definitions: () => listDefinitions(context),
    logger: context.logger,
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
    wake: () => watch?.refresh(),
  })
  return {
    name: 'analytics',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Analytics',
      description: 'Sends daily values and measurements to analytics services that people choose.',
      author: 'The Tributary authors',
      tags: ['analytics'],
    },
    uses: [database, authenticator, changeFeed, providers],
    registerServices(context) {
      context.contribute(migrations, { '0001-create-analytics': createAnalytics })
    },
    configureRoutes: (context) => ({
      routes: async (app) => instanceRoutes(app, () => partsIn(context)),
    }),
    openapiSchema: () => ({
      description: 'What you have sent to analytics services, like a time series database for dashboards.',
    }),
    start(context) {
      if (options.worker === false) return
      const milliseconds = options.lookMilliseconds ?? LOOK_MILLISECONDS
      watch = new ChangeWatch({ parts: () => partsIn(context), owner: randomUUID(), milliseconds })
      watch.start()
    },
    async stop() {
      await watch?.stop()
      watch = undefined
    },
  }
}
