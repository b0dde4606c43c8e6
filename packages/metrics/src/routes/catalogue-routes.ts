import { listOf, type PluginApp, signedIn } from '@tributary/core'
import { Type } from 'typebox'
import { defaultFunction, FUNCTIONS, functionsOf } from '../aggregate.ts'
import { measuredMetricsOf, metricsOf, type PersonalMetric } from '../catalogue.ts'
import { checkOrigin } from './check-filters.ts'
import { DateOrNull, type MetricsRoutesContext, MetricTypeName, readingOf, TextOrNull } from './fields.ts'

const Kind = Type.Enum(['daily', 'measurement'], {
  type: 'string',
  description:
    '`daily`: a value a date, `GET /values`. `measurement`: values at instants, `GET /measurements`.',
})

const CatalogueMetric = Type.Object(
  {
    metric: Type.String({ description: 'Its name, `<integration>.<field>`.' }),
    label: Type.String({ description: 'For people to read.' }),
    unit: TextOrNull('Null where it has none.'),
    type: MetricTypeName,
    kind: Kind,
    integration: Type.String({ description: 'The integration that delivers it, or `manual`.' }),
    stream: TextOrNull('The stream of the integration that delivers it.'),
    available: Type.Boolean({ description: 'Whether values can be delivered.' }),
    reason: TextOrNull('Why it is unavailable.'),
    continues: TextOrNull('The metric of another integration whose history it continues.'),
    hasValues: Type.Boolean({ description: 'Whether you have values.' }),
    firstDate: DateOrNull('Of your values; of measurements, in UTC.'),
    lastDate: DateOrNull('Of your values; of measurements, in UTC.'),
    functions: Type.Array(Type.Enum([...FUNCTIONS], { type: 'string' }), {
      description: 'The functions for a week or month; none for measurements.',
    }),
    defaultFunction: Type.Union([Type.Enum([...FUNCTIONS], { type: 'string' }), Type.Null()], {
      description: 'The default function.',
    }),
  },
  {
    title: 'CatalogueMetric',
    description: 'A metric, and what you have of it.',
    examples: [
      {
        metric: 'fitbit.steps',
        label: 'Steps',
        unit: 'steps',
        type: 'number',
        kind: 'daily',
        integration: 'fitbit',
        stream: 'daily-activity',
        available: true,
        reason: null,
        continues: 'google-fit.steps',
        hasValues: true,
        firstDate: '2024-01-01',
        lastDate: '2025-03-31',
        functions: ['avg', 'sum', 'min', 'max', 'last', 'count'],
        defaultFunction: 'sum',
      },
    ],
  },
)

/** `GET /api/metrics/catalogue` */
export function catalogueRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/catalogue',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'List metrics',
        description:
          'Daily metrics and measurements that integrations declare, unavailable ones with the reason, and your own manual ones, by name.',
        operationId: 'metricsListMetrics',
        querystring: Type.Object({
          integration: Type.Optional(
            Type.String({ maxLength: 100, description: 'Only of this integration, or `manual`.' }),
          ),
          available: Type.Optional(
            Type.Boolean({ description: 'Only those whose values can be delivered, or cannot.' }),
          ),
          hasValues: Type.Optional(
            Type.Boolean({ description: 'Only those of which you have values, or have none.' }),
          ),
          kind: Type.Optional(Kind),
        }),
        response: { 200: listOf(CatalogueMetric, 'MetricCatalogue') },
      },
    },
    async (request) => {
      const { integration, available, hasValues, kind } = request.query
      const { userId } = signedIn(request)
      await checkOrigin(context, { userId, table: 'daily_metric_values' }, { integration })
      const whose = [readingOf(context), context.definitions(), userId] as const
      const daily = [...(await metricsOf(...whose)).values()].map(viewDaily)
      const items = [...daily, ...(await measuredMetricsOf(...whose)).map(viewMeasured)]
        .filter(
          (metric) =>
            (kind === undefined || metric.kind === kind) &&
            (integration === undefined || metric.integration === integration) &&
            (available === undefined || metric.available === available) &&
            (hasValues === undefined || metric.hasValues === hasValues),
        )
        .toSorted((one, other) => (one.metric < other.metric ? -1 : 1))
      return { items, nextCursor: null }
    },
  )
}

function viewDaily(metric: PersonalMetric) {
  return {
    ...metric,
    kind: 'daily' as const,
    hasValues: metric.firstDate !== null,
    functions: [...functionsOf(metric.type)],
    defaultFunction: defaultFunction(metric.type, metric.unit),
  }
}

function viewMeasured(metric: PersonalMetric) {
  const nothing = { functions: [], defaultFunction: null }
  return { ...metric, ...nothing, kind: 'measurement' as const, hasValues: metric.firstDate !== null }
}
