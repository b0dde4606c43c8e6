import type { PluginApp } from '@tributary/core'
import { Type } from 'typebox'
import { type Parts, tablesOf } from '../parts.ts'
import { wakeEnricher } from '../tasks/batch-store.ts'
import { isSetUp, type ModelSettings } from '../universal/model-settings.ts'
import { readMonth, readSpending } from '../universal/spending-store.ts'
import { UNIVERSAL } from '../universal/universal-name.ts'
import { countStates, rerun } from '../works/work-store.ts'
import { describeEnrichers } from './state-routes.ts'
import type { PartsOf } from './work-routes.ts'

const BUDGET_EXAMPLE = {
  day: '2026-11-29',
  works: 120,
  worksPerDay: 500,
  tokens: 41_000,
  tokensPerDay: 300_000,
  cost: 0.02,
  currency: 'USD',
  month: { works: 2900, tokens: 980_000, cost: 0.49 },
}

const ModelBudget = Type.Object(
  {
    day: Type.String({ format: 'date', description: 'UTC.' }),
    works: Type.Integer({ description: 'How many were asked about.' }),
    worksPerDay: Type.Integer(),
    tokens: Type.Integer({
      description: 'With those reserved by requests that are under way, or whose process has ended.',
    }),
    tokensPerDay: Type.Integer(),
    cost: Type.Number({ description: 'By the prices in the settings.' }),
    currency: Type.String(),
    month: Type.Object(
      { works: Type.Integer(), tokens: Type.Integer(), cost: Type.Number() },
      { description: 'Since the first of the month, today among it.' },
    ),
  },
  {
    title: 'ModelBudget',
    description: 'What the language model has taken today.',
    examples: [BUDGET_EXAMPLE],
  },
)

const AdminState = Type.Object(
  {
    enrichers: Type.Array(
      Type.Object({
        enricher: Type.String(),
        isActive: Type.Boolean(),
        pending: Type.Integer({ description: 'Works of all people.' }),
        done: Type.Integer(),
        failed: Type.Integer(),
        restsUntil: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
        reason: Type.Union([Type.String(), Type.Null()], { description: 'Why it rests.' }),
      }),
    ),
    model: Type.Union([ModelBudget, Type.Null()], { description: 'Null while no language model is set up.' }),
  },
  {
    title: 'EnrichmentAdminState',
    description: 'The enrichers of the server, and what the language model costs.',
    examples: [
      {
        enrichers: [
          {
            enricher: 'tmdb',
            isActive: true,
            pending: 12,
            done: 1480,
            failed: 3,
            restsUntil: '2026-11-29T09:00:00.000Z',
            reason: 'TMDB rejected this API key.',
          },
        ],
        model: BUDGET_EXAMPLE,
      },
    ],
  },
)

const Woken = Type.Object(
  { count: Type.Integer({ description: 'How many works are asked about again.' }) },
  { title: 'EnricherRerun', description: 'What waits now.', examples: [{ count: 1480 }] },
)

/** `/api/admin/enrichment` */
export function adminRoutes(app: PluginApp, parts: PartsOf): void {
  app.get(
    '/state',
    {
      schema: {
        summary: 'Get the state of all enrichers',
        description:
          'Counts of all people, why an enricher rests, and the budget of the language model today.',
        operationId: 'enrichmentGetAdminState',
        response: { 200: AdminState },
      },
    },
    async () => {
      const described = await describeEnrichers(parts(), await countStates(tablesOf(parts())))
      const enrichers = described.map(({ enricher, isActive, counts, restsUntil, reason }) => ({
        enricher,
        isActive,
        pending: counts.pending,
        done: counts.done,
        failed: counts.failed,
        restsUntil,
        reason,
      }))
      return { enrichers, model: await budgetOf(parts()) }
    },
  )
  app.post(
    '/enrichers/:name/rerun',
    {
      schema: {
        summary: 'Have an enricher asked again',
        description: 'Ends its rest. With `state`, works of all people in this state are asked about again.',
        operationId: 'enrichmentRerunEnricher',
        params: Type.Object({
          name: Type.String({
            minLength: 1,
            maxLength: 100,
            description: 'Of the enricher.',
            examples: ['tmdb'],
          }),
        }),
        querystring: Type.Object({
          state: Type.Optional(
            Type.Enum(['done', 'failed'], { type: 'string', description: 'Those in this state.' }),
          ),
        }),
        response: { 202: Woken },
      },
    },
    async (request, reply) => {
      const db = tablesOf(parts())
      const { name } = request.params
      const { state } = request.query
      await wakeEnricher(db, name)
      const count = state === undefined ? 0 : await rerun(db, { enricher: name, state })
      return reply.code(202).send({ count })
    },
  )
}

async function budgetOf(parts: Parts) {
  const settings = (await parts.settings.read(UNIVERSAL)) as ModelSettings | undefined
  if (!isSetUp(settings)) return null
  const day = new Date(parts.now()).toISOString().slice(0, 10)
  const { items: works, tokens, cost } = await readSpending(tablesOf(parts), day)
  const { itemsPerDay: worksPerDay, tokensPerDay, currency } = settings
  const month = await readMonth(tablesOf(parts), day)
  return { day, works, worksPerDay, tokens, tokensPerDay, cost, currency, month }
}
