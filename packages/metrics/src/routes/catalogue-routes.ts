import type { PluginApp } from '@tributary/core'
import { Type } from 'typebox'
import { defaultFunction, FUNCTIONS, functionsOf } from '../aggregate.ts'
import { metricsOf } from '../catalogue.ts'
import {
  LocalDate,
  type MetricsRoutesContext,
  MetricTypeName,
  TextOrNull,
  tablesOf,
  userOf,
} from './fields.ts'

const DateOrNull = (description: string) => Type.Union([LocalDate, Type.Null()], { description })

const CatalogueMetric = Type.Object(
  {
    metric: Type.String({ description: '`<plugin>.<field>`.' }),
    label: Type.String(),
    unit: TextOrNull('Null where it has none.'),
    type: MetricTypeName,
    source: Type.String({ description: 'The integration that delivers it, or `manual`.' }),
    stream: TextOrNull('The stream of the integration that delivers it.'),
    available: Type.Boolean({ description: 'Whether values can come.' }),
    reason: TextOrNull('Why not.'),
    hasValues: Type.Boolean({ description: 'Whether you have any.' }),
    firstDate: DateOrNull('Of your values.'),
    lastDate: DateOrNull('Of your values.'),
    functions: Type.Array(Type.Enum([...FUNCTIONS]), {
      description: 'What can be asked of a week or month.',
    }),
    defaultFunction: Type.Enum([...FUNCTIONS], { description: 'What is taken where nobody says.' }),
  },
  { title: 'CatalogueMetric' },
)

/** `GET /api/metrics/catalogue` */
export function catalogueRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/catalogue',
    {
      config: { cost: 'dear' },
      schema: {
        summary: 'List the daily metrics that there are',
        description:
          'Those that integrations declare, those that cannot be had with the reason, and your own manual ones.',
        operationId: 'metricsCatalogue',
        querystring: Type.Object({
          source: Type.Optional(Type.String({ maxLength: 100, description: 'An integration, or `manual`.' })),
          available: Type.Optional(Type.Boolean()),
          hasValues: Type.Optional(Type.Boolean()),
        }),
        response: {
          200: Type.Object({ items: Type.Array(CatalogueMetric) }, { title: 'MetricCatalogue' }),
        },
      },
    },
    async (request) => {
      const { source, available, hasValues } = request.query
      const metrics = await metricsOf(tablesOf(context), context.definitions(), userOf(request))
      const items = [...metrics.values()]
        .map((metric) => ({
          ...metric,
          hasValues: metric.firstDate !== null,
          functions: [...functionsOf(metric.type)],
          defaultFunction: defaultFunction(metric.type, metric.unit),
        }))
        .filter(
          (metric) =>
            (source === undefined || metric.source === source) &&
            (available === undefined || metric.available === available) &&
            (hasValues === undefined || metric.hasValues === hasValues),
        )
        .toSorted((one, other) => (one.metric < other.metric ? -1 : 1))
      return { items }
    },
  )
}
