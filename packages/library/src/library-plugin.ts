import { accounts, userErasers } from '@tributary/accounts'
import { changeTypes } from '@tributary/changes'
import { authenticator, type Plugin } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import { exportSources } from '@tributary/exports'
import { listDefinitions } from '@tributary/integration-host'
import { recordSinks } from '@tributary/jobs'
import { healthChecks } from '@tributary/operations'
import { deleteDeliveredBy, removeDelivered } from './delivered-by.ts'
import { itemExports } from './export-source.ts'
import { undoImportedItems } from './import-store.ts'
import { itemChanges } from './item-changes.ts'
import { itemFacets } from './item-facets.ts'
import { deleteItemsOf, listDelivered } from './item-store.ts'
import { libraryMigrations } from './migrations/index.ts'
import { prepareMediaItems } from './prepare-media-items.ts'
import { libraryRoutes } from './routes/library-routes.ts'
import { itemSearch } from './search/item-search.ts'
import { ensureSearchIndex, searchIndexHealth } from './search/search-index.ts'

/** For building the index of a large table if the migration could not. */
const LONGEST_INDEX_BUILD = 3_600_000

/** Media items: the sink of the integrations' media streams, and the routes to read them. */
export function libraryPlugin(): Plugin {
  return {
    name: 'library',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Library',
      description: 'What people have watched, heard and read, from all integrations.',
      author: 'The Tributary authors',
      tags: ['media'],
    },
    uses: [database, authenticator],
    usesIfPresent: [accounts],
    startLimit: LONGEST_INDEX_BUILD,
    registerServices(context) {
      context.contribute(migrations, libraryMigrations)
      context.contribute(changeTypes, itemChanges)
      context.contribute(
        healthChecks,
        searchIndexHealth(() => context.getService(database)),
      )
      context.contribute(
        exportSources,
        itemExports(
          () => context.getService(database),
          () => listDefinitions(context),
        ),
      )
      context.contribute(userErasers, { erase: (trx, userId) => deleteItemsOf(trx, userId) })
      context.contribute(recordSinks, {
        kind: 'media',
        prepare: prepareMediaItems,
        listDelivered,
        remove: (trx, { userId, integration: platform, connectionId }, externalIds) =>
          removeDelivered(trx, { userId, platform, connectionId }, externalIds),
        undo: (trx, { userId, integration: platform, importId }) =>
          undoImportedItems(trx, { userId, platform, importId }),
        erase: (trx, { userId, integration: platform, connectionId }) =>
          connectionId === undefined
            ? deleteItemsOf(trx, userId, platform)
            : deleteDeliveredBy(trx, { userId, platform }, connectionId),
      })
    },
    configureRoutes: (context) => ({
      routes: libraryRoutes(() => context.getService(database), {
        definitions: () => listDefinitions(context),
        facets: () => context.getContributions(itemFacets).map(({ value }) => value),
        searches: () => context.getContributions(itemSearch).map(({ value }) => value),
        timeZoneOf: async (userId) =>
          context.hasService(accounts)
            ? (await context.getService(accounts).readPreferences(userId)).timeZone
            : null,
      }),
    }),
    start: (context) => ensureSearchIndex(context.getService(database), context.logger),
    openapiSchema: () => ({
      description: 'The media a person has watched, heard and read, from all integrations.',
    }),
  }
}
