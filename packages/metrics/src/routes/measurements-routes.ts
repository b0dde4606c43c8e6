import { type PluginApp, UpdatedSinceParameter } from '@tributary/core'
import { Type } from 'typebox'
import { listMeasurements } from '../measurement-store.ts'
import { Measurement, viewMeasurement } from '../measurement-view.ts'
import {
  ConnectionId,
  Cursor,
  Limit,
  MetricName,
  type MetricsRoutesContext,
  NextCursor,
  readInstant,
  tablesOf,
  userOf,
} from './fields.ts'

const Instant = Type.String({ format: 'date-time' })

/** `GET /api/metrics/measurements` */
export function measurementsRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/measurements',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'List measurements, the newest first',
        description: 'Values with the instant they were taken at, like a heart rate or a weight.',
        operationId: 'metricsListMeasurements',
        querystring: Type.Object({
          metric: Type.Optional(MetricName),
          source: Type.Optional(Type.String({ maxLength: 100, description: 'The integration.' })),
          connection: Type.Optional({ ...ConnectionId, description: 'Only through this connection.' }),
          from: Type.Optional({ ...Instant, description: 'From this instant on.' }),
          to: Type.Optional({ ...Instant, description: 'Before this instant.' }),
          updatedSince: Type.Optional(UpdatedSinceParameter),
          limit: Type.Optional(Limit),
          cursor: Type.Optional(Cursor),
        }),
        response: {
          200: Type.Object(
            { items: Type.Array(Measurement), nextCursor: NextCursor },
            { title: 'MeasurementList' },
          ),
        },
      },
    },
    async (request) => {
      const { limit = 50, cursor, metric, source, connection, from, to, updatedSince } = request.query
      const filter = {
        metric,
        source,
        connection,
        from: readInstant(from),
        to: readInstant(to),
        updatedSince: readInstant(updatedSince),
      }
      const page = await listMeasurements(tablesOf(context), {
        userId: userOf(request),
        filter,
        cursor,
        limit,
      })
      const items = page.items.map(viewMeasurement)
      return { items, nextCursor: page.nextCursor }
    },
  )
}
