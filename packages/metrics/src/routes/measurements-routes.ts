import {
  checkTimeRange,
  DEFAULT_LIMIT,
  listOf,
  orderParameter,
  type PluginApp,
  pageParameters,
  signedIn,
  timeRangeParameters,
  UpdatedSinceParameter,
} from '@tributary/core'
import { Type } from 'typebox'
import { declaredMeasurements } from '../catalogue.ts'
import { checkMetrics, inQuery } from '../find-metric.ts'
import { hasMeasurements, listMeasurements } from '../measurement-store.ts'
import { Measurement, viewMeasurement } from '../measurement-view.ts'
import { checkOrigin } from './check-filters.ts'
import {
  ConnectionIdFilter,
  IntegrationName,
  MetricName,
  type MetricsRoutesContext,
  readInstant,
  readingOf,
} from './fields.ts'

/** `GET /api/metrics/measurements` */
export function measurementsRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/measurements',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'List measurements',
        description:
          'Values with the instant they were taken at, like a heart rate or a weight, the newest first unless `order` is `asc`. Where an administrator has older ones summarized (`GET /api/metrics/measurements/retention`), a summary of each minute, hour or day stands for them.',
        operationId: 'metricsListMeasurements',
        querystring: Type.Object({
          // A metric of days has no measurements, so the usual example would be refused.
          metric: Type.Optional({ ...MetricName, examples: ['fitbit.heartRate'] }),
          integration: Type.Optional(IntegrationName),
          connectionId: Type.Optional(ConnectionIdFilter),
          ...timeRangeParameters,
          updatedSince: Type.Optional(UpdatedSinceParameter),
          order: orderParameter('desc', '`measuredAt`'),
          ...pageParameters,
        }),
        response: { 200: listOf(Measurement, 'MeasurementList') },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor, order, fromTime, toTime, updatedSince, ...which } = request.query
      checkTimeRange({ fromTime, toTime })
      const { userId } = signedIn(request)
      await checkMeasured(context, userId, which.metric)
      await checkOrigin(context, { userId, table: 'measurements' }, which)
      const page = await listMeasurements(readingOf(context), {
        userId,
        filter: {
          ...which,
          fromTime: readInstant(fromTime),
          toTime: readInstant(toTime),
          updatedSince: readInstant(updatedSince),
        },
        order,
        cursor,
        limit,
      })
      return { items: page.items.map(viewMeasurement), nextCursor: page.nextCursor }
    },
  )
}

/** Throws `METRICS_UNKNOWN_METRIC` for a metric that no integration measures and the user has no measurement of. */
async function checkMeasured(
  context: MetricsRoutesContext,
  userId: string,
  metric: string | undefined,
): Promise<void> {
  if (metric === undefined) return
  const declared = new Set(declaredMeasurements(context.definitions()).map((each) => each.metric))
  if (declared.has(metric) || (await hasMeasurements(readingOf(context), userId, metric))) return
  checkMetrics(inQuery([metric]), declared)
}
