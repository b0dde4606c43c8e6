import { randomUUID } from 'node:crypto'
import { changeFeed } from '@tributary/changes'
import { authenticator, type Plugin, type PluginContext } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import { configurations, providers, settings } from '@tributary/integration-host'
import { itemSearch } from '@tributary/library'
import { healthChecks } from '@tributary/operations'
import { findItems } from './find-items.ts'
import { createSearchTables } from './migrations/0001-create-search.ts'
import type { Parts } from './parts.ts'
import { Indexer } from './people/indexer.ts'
import { stateRoute } from './routes/state-route.ts'
import { searchHealth } from './search-health.ts'
import { readChoice, searchConfiguration } from './search-setting.ts'

export interface SearchOptions {
  /** Whether this process may keep the index up to date; without, it only searches. Default true. */
  readonly worker?: boolean | undefined
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined
  /** The interval of looks at changes. Default 1,000. */
  readonly lookMilliseconds?: number | undefined
}

const LOOK_MILLISECONDS = 1_000

/** Has a search instance that an administrator chooses find the items of a text. */
export function searchPlugin(options: SearchOptions = {}): Plugin {
  let indexer: Indexer | undefined
  const partsIn = (context: PluginContext): Parts => ({
    database: context.getService(database),
    feed: context.getService(changeFeed),
    providers: context.getService(providers),
    chosen: () => readChoice(context),
    logger: context.logger,
    now: options.now ?? Date.now,
  })
  return {
    name: 'search',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Search',
      description: 'Has a search engine find the items of a text, instead of PostgreSQL.',
      author: 'The Tributary authors',
      tags: ['media', 'search'],
    },
    uses: [database, authenticator, changeFeed, providers],
    usesIfPresent: [settings],
    registerServices(context) {
      context.contribute(migrations, { '0001-create-search': createSearchTables })
      context.contribute(configurations, { schema: searchConfiguration(context) })
      context.contribute(itemSearch, { find: (query) => findItems(partsIn(context), query) })
      context.contribute(
        healthChecks,
        searchHealth(() => partsIn(context)),
      )
    },
    configureRoutes: (context) => ({ admin: async (app) => stateRoute(app, () => partsIn(context)) }),
    openapiSchema: () => ({
      description: 'The search engine that finds the items of a text, and how far its index is.',
    }),
    start(context) {
      if (options.worker === false) return
      const milliseconds = options.lookMilliseconds ?? LOOK_MILLISECONDS
      indexer = new Indexer({ parts: () => partsIn(context), watcher: randomUUID(), milliseconds })
      indexer.start()
    },
    async stop() {
      await indexer?.stop()
      indexer = undefined
    },
  }
}
