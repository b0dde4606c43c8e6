import type { PluginApp } from '@tributary/core'
import { Type } from 'typebox'
import { defaultFunction, FUNCTIONS, functionsOf } from '../aggregate.ts'
import { measuredMetricsOf, metricsOf, type PersonalMetric } from '../catalogue.ts'
import {
  LocalDate,
  type MetricsRoutesContext,
  MetricTypeName,
  TextOrNull,
  tablesOf,
  userOf,
} from './fields.ts'

const DateOrNull = (description: string) => Type.Union([LocalDate, Type.Null()], { description })

const Kind = Type.Enum(['daily', 'measurement'], {
  description:
    '`daily`: a value a date, `GET /values`. `measurement`: values at instants, `GET /measurements`.',
})

const CatalogueMetric = Type.Object(
  {
    metric: Type.String({ description: '`<plugin>.<field>`.' }),
    label: Type.String(),
    unit: TextOrNull('Null where it has none.'),
    type: MetricTypeName,
    kind: Kind,
    source: Type.String({ description: 'The integration that delivers it, or `manual`.' }),
    stream: TextOrNull('The stream of the integration that delivers it.'),
    available: Type.Boolean({ description: 'Whether values can be delivered.' }),
    reason: TextOrNull('Why it is unavailable.'),
    hasValues: Type.Boolean({ description: 'Whether you have values.' }),
    firstDate: DateOrNull('Of your values; of measurements, in UTC.'),
    lastDate: DateOrNull('Of your values; of measurements, in UTC.'),
    functions: Type.Array(Type.Enum([...FUNCTIONS]), {
      description: 'The functions for a week or month; none for measurements.',
    }),
    defaultFunction: Type.Union([Type.Enum([...FUNCTIONS]), Type.Null()], {
      description: 'The default function.',
    }),
  },
  { title: 'CatalogueMetric' },
)

/** `GET /api/metrics/catalogue` */
export function catalogueRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/catalogue',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'List the metrics',
        description:
          'Daily metrics and measurements that integrations declare, unavailable ones with the reason, and your own manual ones.',
        operationId: 'metricsCatalogue',
        querystring: Type.Object({
          source: Type.Optional(Type.String({ maxLength: 100, description: 'An integration, or `manual`.' })),
          available: Type.Optional(Type.Boolean()),
          hasValues: Type.Optional(Type.Boolean()),
          kind: Type.Optional(Kind),
        }),
        response: {
          200: Type.Object({ items: Type.Array(CatalogueMetric) }, { title: 'MetricCatalogue' }),
        },
      },
    },
    async (request) => {
      const { source, available, hasValues, kind } = request.query
      const whose = [tablesOf(context), context.definitions(), userOf(request)] as const
      const daily = [...(await metricsOf(...whose)).values()].map(viewDaily)
      const items = [...daily, ...(await measuredMetricsOf(...whose)).map(viewMeasured)]
        .filter(
          (metric) =>
            (kind === undefined || metric.kind === kind) &&
            (source === undefined || metric.source === source) &&
            (available === undefined || metric.available === available) &&
            (hasValues === undefined || metric.hasValues === hasValues),
        )
        .toSorted((one, other) => (one.metric < other.metric ? -1 : 1))
      return { items }
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
