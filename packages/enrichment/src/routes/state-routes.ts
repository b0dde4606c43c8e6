import { listOf, type PluginApp, signedIn } from '@tributary/core'
import { type Static, Type } from 'typebox'
import { listEnrichers } from '../enrichers/list-enrichers.ts'
import { countFacets, FACET_KINDS } from '../facts/facet-store.ts'
import { type Parts, tablesOf } from '../parts.ts'
import { TASK_STATES } from '../task-states.ts'
import { countStates, countWorks, rerun, type StateCount } from '../works/work-store.ts'
import { EnricherParameter, type PartsOf } from './work-routes.ts'

const Counts = Type.Object(
  Object.fromEntries(TASK_STATES.map((state) => [state, Type.Integer()])) as Record<
    (typeof TASK_STATES)[number],
    ReturnType<typeof Type.Integer>
  >,
  { description: 'Works by the state that they have with this enricher.' },
)

const COUNTS_EXAMPLE = { pending: 12, enriching: 20, done: 1480, failed: 3, skipped: 0 }

const ENRICHER_EXAMPLE = {
  enricher: 'tmdb',
  isActive: true,
  version: 1,
  counts: COUNTS_EXAMPLE,
  restsUntil: null,
  attribution: null,
  match: null,
}

const EnricherState = Type.Object(
  {
    enricher: Type.String({ description: 'The plugin; `enrichment` is the language model.' }),
    isActive: Type.Boolean({ description: 'Whether it runs and is configured.' }),
    version: Type.Union([Type.Integer(), Type.Null()], { description: 'Null while it is not active.' }),
    counts: Counts,
    restsUntil: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description: 'Not asked before, since it has refused or failed.',
    }),
    attribution: Type.Union([Type.Object({ text: Type.String(), url: Type.String() }), Type.Null()], {
      description: 'What its terms want to be shown beside its facts.',
    }),
    match: Type.Union([Type.Object({ label: Type.String(), help: Type.String() }), Type.Null()], {
      description: 'What can be entered to say which work is meant; null where nothing can.',
    }),
  },
  {
    title: 'EnricherState',
    description: 'How far an enricher is.',
    examples: [ENRICHER_EXAMPLE],
  },
)

const EnrichmentState = Type.Object(
  {
    works: Type.Integer({ description: 'How many works your media items are plays of.' }),
    enrichers: Type.Array(EnricherState),
  },
  {
    title: 'EnrichmentState',
    description: 'How far enrichment is with your library.',
    examples: [
      {
        works: 1515,
        enrichers: [ENRICHER_EXAMPLE],
      },
    ],
  },
)

const Facet = Type.Object(
  {
    value: Type.String({ description: 'What the filter of the library takes.' }),
    label: Type.String({ description: 'As it is written.' }),
    works: Type.Integer({ description: 'How many works have it.' }),
  },
  { title: 'Facet', examples: [{ value: 'drama', label: 'Drama', works: 120 }] },
)

const Rerun = Type.Object(
  { count: Type.Integer({ description: 'How many works are asked about again.' }) },
  { title: 'EnrichmentRerun', description: 'What waits now.', examples: [{ count: 3 }] },
)

/** `/api/enrichment/state`, `/facets` and `/rerun` */
export function stateRoutes(app: PluginApp, parts: PartsOf): void {
  app.get(
    '/state',
    {
      schema: {
        summary: 'Get how far enrichment is',
        description: 'The number of your works, and for each enricher how many are in which state.',
        operationId: 'enrichmentGetState',
        response: { 200: EnrichmentState },
      },
    },
    async (request) => {
      const { userId } = signedIn(request)
      const db = tablesOf(parts())
      const enrichers = await describeEnrichers(parts(), await countStates(db, userId))
      return {
        works: await countWorks(db, userId),
        enrichers: enrichers.map(
          ({ enricher, isActive, version, counts, restsUntil, attribution, match }) => ({
            enricher,
            isActive,
            version,
            counts,
            restsUntil,
            attribution,
            match,
          }),
        ),
      }
    },
  )
  app.get(
    '/facets',
    {
      schema: {
        summary: 'List the values of a filter',
        description: 'Of your works, the most frequent first: what lists of the library can be filtered by.',
        operationId: 'enrichmentListFacets',
        querystring: Type.Object({
          facet: Type.Enum([...FACET_KINDS], {
            type: 'string',
            description: 'The filter.',
            examples: ['genre'],
          }),
          limit: Type.Optional(
            Type.Integer({ minimum: 1, maximum: 500, default: 100, description: 'How many at most.' }),
          ),
        }),
        response: { 200: listOf(Facet, 'FacetList') },
      },
    },
    async (request) => {
      const { facet: kind, limit = 100 } = request.query
      const items = await countFacets(tablesOf(parts()), { userId: signedIn(request).userId, kind, limit })
      return { items, nextCursor: null }
    },
  )
  app.post(
    '/rerun',
    {
      schema: {
        summary: 'Enrich works again',
        description: 'Yours that have failed, or all that are done of an enricher.',
        operationId: 'enrichmentRerun',
        querystring: Type.Object({
          state: Type.Enum(['done', 'failed'], {
            type: 'string',
            description: 'Those in this state.',
            examples: ['failed'],
          }),
          enricher: EnricherParameter,
        }),
        response: { 202: Rerun },
      },
    },
    async (request, reply) => {
      const { state, enricher } = request.query
      const count = await rerun(tablesOf(parts()), { userId: signedIn(request).userId, state, enricher })
      return reply.code(202).send({ count })
    },
  )
}

/** An enricher with its counts, and why it rests, which is for administrators. */
export type DescribedEnricher = Static<typeof EnricherState> & { readonly reason: string | null }

/** Those that run, and those that have tasks from when they did. */
export async function describeEnrichers(
  parts: Parts,
  counts: readonly StateCount[],
): Promise<DescribedEnricher[]> {
  const active = await listEnrichers(parts)
  const known = await tablesOf(parts).selectFrom('enrichment_enrichers').selectAll().execute()
  const definitions = new Map(parts.definitions().map((definition) => [definition.name, definition]))
  const names = new Set([...active.map(({ name }) => name), ...counts.map(({ enricher }) => enricher)])
  return [...names].map((name) => {
    const running = active.find((enricher) => enricher.name === name)
    const row = known.find((enricher) => enricher.name === name)
    const rests =
      row?.rests_until !== null && row?.rests_until !== undefined && row.rests_until.getTime() > parts.now()
    const byState = Object.fromEntries(
      TASK_STATES.map((state) => [
        state,
        counts.find((each) => each.enricher === name && each.state === state)?.count ?? 0,
      ]),
    ) as Static<typeof Counts>
    const declared = definitions.get(name)?.provides?.enricher
    return {
      enricher: name,
      isActive: running !== undefined,
      version: running?.version ?? null,
      counts: byState,
      restsUntil: rests ? (row.rests_until?.toISOString() ?? null) : null,
      attribution: declared?.attribution ?? null,
      match:
        declared?.match === undefined ? null : { label: declared.match.label, help: declared.match.help },
      reason: rests ? row.reason : null,
    }
  })
}
