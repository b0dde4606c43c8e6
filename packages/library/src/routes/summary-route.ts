import { type PluginApp, signedIn } from '@tributary/core'
import { type Static, Type } from 'typebox'
import { countByMonth, type MonthlyCount } from '../item-store.ts'
import { checkFilters, itemFilters, type LibraryRoutesContext } from './item-filters.ts'

const MONTH = { month: '2025-03', count: 2 }
const INTEGRATION = { integration: 'netflix', count: 2, months: [MONTH] }

const Summary = Type.Object(
  {
    count: Type.Integer({ description: 'How many items there are in all.' }),
    integrations: Type.Array(
      Type.Object(
        {
          integration: Type.String({ description: 'The integration that delivered them.' }),
          count: Type.Integer({ description: 'How many items it delivered.' }),
          months: Type.Array(
            Type.Object(
              {
                month: Type.String({ description: '`YYYY-MM`, of the local date.' }),
                count: Type.Integer({ description: 'How many items the month has.' }),
              },
              { title: 'MonthlyCount', examples: [MONTH] },
            ),
            { description: 'The earliest first. Months without items are left out.' },
          ),
        },
        { title: 'IntegrationCount', examples: [INTEGRATION] },
      ),
    ),
  },
  {
    title: 'LibrarySummary',
    description: 'The number of media items per integration and month.',
    examples: [{ count: 2, integrations: [INTEGRATION] }],
  },
)

/** `GET /api/library/summary` */
export function summaryRoute(app: PluginApp, context: LibraryRoutesContext): void {
  app.get(
    '/summary',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'Count media items per integration and month',
        description: 'Of the items that pass the filters.',
        operationId: 'libraryGetSummary',
        querystring: Type.Object(itemFilters),
        response: { 200: Summary },
      },
    },
    async (request) => {
      const { userId } = signedIn(request)
      const filter = await checkFilters(context, userId, request.query)
      return summarize(await countByMonth(context.tables(), userId, filter))
    },
  )
}

function summarize(counts: readonly MonthlyCount[]): Static<typeof Summary> {
  const sumOf = (some: readonly MonthlyCount[]) => some.reduce((sum, { count }) => sum + count, 0)
  const byIntegration = Map.groupBy(counts, ({ integration }) => integration)
  return {
    count: sumOf(counts),
    integrations: [...byIntegration].map(([integration, months]) => ({
      integration,
      count: sumOf(months),
      months: months.map(({ month, count }) => ({ month, count })),
    })),
  }
}
