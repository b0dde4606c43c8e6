import { authenticator, type Plugin, type PluginContext } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import { configurations, providers, settings } from '@tributary/integration-host'
import { notifications } from '@tributary/notifications'
import { exportsConfiguration, readExportSettings } from './export-settings.ts'
import { exportSources } from './export-source.ts'
import { ExportLoop } from './make/export-loop.ts'
import { createExports } from './migrations/0001-create-exports.ts'
import type { Parts } from './parts.ts'
import { contentRoute } from './routes/content-route.ts'
import { exportRoutes } from './routes/export-routes.ts'
import { optionsRoute } from './routes/options-route.ts'
import { scheduleRoutes } from './routes/schedule-routes.ts'

export interface ExportsOptions {
  /** Whether this process makes exports; without, it only serves the routes. Default true. */
  readonly worker?: boolean | undefined
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined
  /** From 0 to 1. Default `Math.random`. */
  readonly random?: (() => number) | undefined
  /** The interval of looks for due exports. Default 2,000. */
  readonly lookMilliseconds?: number | undefined
  /** The interval in which a running export records its progress. Default 5,000. */
  readonly beatMilliseconds?: number | undefined
}

const LOOK_MILLISECONDS = 2_000
const BEAT_MILLISECONDS = 5_000

/** Keeps exports of people's data in storages, now or by a schedule, with retention. */
export function exportsPlugin(options: ExportsOptions = {}): Plugin {
  let loop: ExportLoop | undefined
  const partsIn = (context: PluginContext): Parts => ({
    database: context.getService(database),
    notifications: context.getService(notifications),
    providers: context.getService(providers),
    settings: () => readExportSettings(context),
    sources: () => context.getContributions(exportSources).map(({ value }) => value),
    logger: context.logger,
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
    beatMilliseconds: options.beatMilliseconds ?? BEAT_MILLISECONDS,
    wake: () => loop?.look(),
  })
  return {
    name: 'exports',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Exports',
      description: 'Keeps exports of people’s data in storages, now or by a schedule.',
      author: 'The Tributary authors',
      tags: ['storage'],
    },
    uses: [database, authenticator, providers, settings, notifications],
    registerServices(context) {
      context.contribute(migrations, { '0001-create-exports': createExports })
      context.contribute(configurations, { schema: exportsConfiguration(context) })
    },
    configureRoutes: (context) => ({
      routes: async (app) => {
        const parts = () => partsIn(context)
        optionsRoute(app, parts)
        scheduleRoutes(app, parts)
        exportRoutes(app, parts)
        contentRoute(app, parts)
      },
    }),
    openapiSchema: () => ({
      description: 'Exports of your data that are kept in a storage, made now or by a schedule.',
    }),
    start(context) {
      if (options.worker === false) return
      const milliseconds = options.lookMilliseconds ?? LOOK_MILLISECONDS
      loop = new ExportLoop({ parts: () => partsIn(context), milliseconds })
      loop.start()
    },
    async stop() {
      await loop?.stop()
      loop = undefined
    },
  }
}
