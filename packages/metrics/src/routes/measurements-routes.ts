import { type PluginApp, readDateTime } from '@tributary/core'
import { NO_CONNECTION } from '@tributary/jobs'
import { Type } from 'typebox'
import { listMeasurements } from '../measurement-store.ts'
import {
  ConnectionId,
  Cursor,
  Limit,
  MetricName,
  type MetricsRoutesContext,
  NextCursor,
  tablesOf,
  userOf,
} from './fields.ts'

const Instant = Type.String({ format: 'date-time' })

const Measurement = Type.Object(
  {
    metric: Type.String({ description: '`<plugin>.<name>`.' }),
    source: Type.String({ description: 'The integration.' }),
    connectionId: Type.Union([ConnectionId, Type.Null()], {
      description: 'The connection that delivered it; null for a file.',
    }),
    externalId: Type.String({ description: 'Unique in its source.' }),
    measuredAt: Instant,
    value: Type.Number(),
    unit: Type.String(),
    updatedAt: Instant,
  },
  { title: 'Measurement' },
)

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
      const { limit = 50, cursor, metric, source, connection, from, to } = request.query
      // `new Date` knows no leap seconds. The schema has checked that both are date-times.
      const filter = {
        metric,
        source,
        connection,
        from: from === undefined ? undefined : readDateTime(from),
        to: to === undefined ? undefined : readDateTime(to),
      }
      const page = await listMeasurements(tablesOf(context), {
        userId: userOf(request),
        filter,
        cursor,
        limit,
      })
      const items = page.items.map((row) => ({
        metric: row.metric,
        source: row.source,
        connectionId: row.connection_id === NO_CONNECTION ? null : row.connection_id,
        externalId: row.external_id,
        measuredAt: row.measured_at.toISOString(),
        value: row.value,
        unit: row.unit,
        updatedAt: row.updated_at.toISOString(),
      }))
      return { items, nextCursor: page.nextCursor }
    },
  )
}
