import { changeFeed } from '@tributary/changes'
import { authenticator, linearPatterns, type Plugin, type PluginContext } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import { configurations, listDefinitions, settings } from '@tributary/integration-host'
import { LANGUAGE_TAG } from '@tributary/integration-kit/host'
import { rateBudgets } from '@tributary/jobs'
import { itemFacets } from '@tributary/library'
import {
  type AllowList,
  type Egress,
  type Endpoints,
  openEgress,
  type ResolveHost,
} from '@tributary/provider-client'
import { itemsWithFacet } from './facts/facet-store.ts'
import { createEnrichmentTables } from './migrations/0001-create-enrichment.ts'
import { addEnrichmentVariants } from './migrations/0002-enrichment-variants.ts'
import { itemsOfWorks } from './migrations/0003-items-of-works.ts'
import type { Parts } from './parts.ts'
import { adminRoutes } from './routes/admin-routes.ts'
import { stateRoutes } from './routes/state-routes.ts'
import { workRoutes } from './routes/work-routes.ts'
import { EnrichLoop } from './tasks/enrich-loop.ts'
import { activeModel, isSetUp, type ModelSettings, modelSettings } from './universal/model-settings.ts'
import { testModel } from './universal/test-model.ts'

export interface EnrichmentOptions {
  /** Whether this process enriches; without, it only serves the routes. Default true. */
  readonly worker?: boolean | undefined
  /** Allowed addresses outside the public internet: a language model in the own network. Default: none. */
  readonly egressAllow?: AllowList | undefined
  /** Replaced addresses of services: simulators, mirrors. */
  readonly endpoints?: Endpoints | undefined
  /** For tests of names. */
  readonly resolveHost?: ResolveHost | undefined
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined
  /** From 0 to 1. Default `Math.random`. */
  readonly random?: (() => number) | undefined
  /** The interval of looks for what is new. Default 5,000. */
  readonly lookMilliseconds?: number | undefined
  /** How long one answer of an enricher is waited for. Default 630,000: less than the lease of a batch. */
  readonly answerMilliseconds?: number | undefined
}

const LOOK_MILLISECONDS = 5_000
/** More than the longest time limit of a request to a language model. */
const REQUEST_MILLISECONDS = 310_000
/** Twice the longest request, since a model is asked again without a schema. */
const ANSWER_MILLISECONDS = 630_000

/** Asks enrichers about media items: those of integrations, then a language model. */
export function enrichmentPlugin(options: EnrichmentOptions = {}): Plugin {
  let egress: Egress | undefined
  let loop: EnrichLoop | undefined
  const partsIn = (context: PluginContext): Parts => {
    egress ??= openEgress({
      allow: options.egressAllow,
      endpoints: options.endpoints,
      resolveHost: options.resolveHost,
      answerMilliseconds: REQUEST_MILLISECONDS,
    })
    return {
      database: context.getService(database),
      feed: context.getService(changeFeed),
      settings: context.getService(settings),
      definitions: () => listDefinitions(context),
      budgets: context.hasService(rateBudgets) ? context.getService(rateBudgets) : undefined,
      fetch: egress.fetch,
      logger: context.logger,
      now: options.now ?? Date.now,
      answerMilliseconds: options.answerMilliseconds ?? ANSWER_MILLISECONDS,
    }
  }
  return {
    name: 'enrichment',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Enrichment',
      description: 'Genres, tags, years and topics of media items, from enrichers and a language model.',
      author: 'The Tributary authors',
      tags: ['media'],
    },
    uses: [database, authenticator, changeFeed, settings],
    usesIfPresent: [rateBudgets],
    registerServices(context) {
      context.contribute(migrations, {
        '0001-create-enrichment': createEnrichmentTables,
        '0002-enrichment-variants': addEnrichmentVariants,
        '0003-items-of-works': itemsOfWorks,
      })
      context.contribute(linearPatterns, LANGUAGE_TAG)
      context.contribute(itemFacets, { itemsWith: itemsWithFacet })
      context.contribute(configurations, {
        schema: modelSettings,
        test: testModel,
        isUsed: (values) => isSetUp(values as ModelSettings),
        api: { baseUrl: ({ config }) => activeModel(config).baseUrl },
      })
    },
    configureRoutes: (context) => ({
      routes: async (app) => {
        const parts = () => partsIn(context)
        workRoutes(app, parts)
        stateRoutes(app, parts)
      },
      admin: async (app) => adminRoutes(app, () => partsIn(context)),
    }),
    openapiSchema: () => ({
      description:
        'What is known of media items besides what their providers deliver, with who says so, and corrections by hand.',
    }),
    start(context) {
      if (options.worker === false) return
      loop = new EnrichLoop({
        parts: () => partsIn(context),
        random: options.random ?? Math.random,
        milliseconds: options.lookMilliseconds ?? LOOK_MILLISECONDS,
      })
      loop.start()
    },
    async stop() {
      await loop?.stop()
      await egress?.close()
      loop = undefined
      egress = undefined
    },
  }
}
