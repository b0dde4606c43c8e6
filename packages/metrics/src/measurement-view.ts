import { NO_CONNECTION } from '@tributary/jobs'
import { Type } from 'typebox'
import { RESOLUTIONS } from './retention/retention-rule.ts'
import { CONNECTION_ID, ConnectionIdOrNull, Instant } from './routes/fields.ts'
import type { ListedMeasurementRow, MeasurementRow } from './tables.ts'

const Summary = Type.Object(
  {
    resolution: Type.Enum([...RESOLUTIONS], {
      type: 'string',
      description: 'What was summarized: a minute, hour or day of UTC, which begins at `measuredAt`.',
    }),
    count: Type.Integer({
      description: 'How many measurements there were. Weight averages of several by it.',
    }),
    minimum: Type.Number(),
    maximum: Type.Number(),
  },
  {
    title: 'MeasurementSummary',
    description: 'What is known of measurements that were summarized.',
    examples: [{ resolution: 'hour', count: 60, minimum: 58, maximum: 71 }],
  },
)

export const Measurement = Type.Object(
  {
    id: Type.String({ description: 'Of the measurement, as long as it exists.' }),
    metric: Type.String({ description: 'Its name, `<integration>.<field>`.' }),
    integration: Type.String({ description: 'The integration that delivered it.' }),
    connectionId: ConnectionIdOrNull,
    externalId: Type.String({ description: 'Unique in its integration and connection.' }),
    measuredAt: Instant,
    value: Type.Number(),
    unit: Type.String(),
    updatedAt: Instant,
    summary: Type.Union([Summary, Type.Null()], {
      description:
        'Of several measurements that the administrator has summarized because of their age; `value` is their average. Null for a single one.',
    }),
  },
  {
    title: 'Measurement',
    description: 'A value with the instant it was taken at.',
    examples: [
      {
        id: '4711',
        metric: 'fitbit.heartRate',
        integration: 'fitbit',
        connectionId: CONNECTION_ID,
        externalId: '2025-03-29T20:15:00Z',
        measuredAt: '2025-03-29T20:15:00.000Z',
        value: 61,
        unit: 'bpm',
        updatedAt: '2025-03-30T04:00:00.000Z',
        summary: null,
      },
    ],
  },
)

/** Of the feed, which has single measurements alone, or of a list. */
export function viewMeasurement(row: MeasurementRow | ListedMeasurementRow) {
  const summary = 'resolution' in row ? viewSummary(row) : null
  return {
    id: summary === null ? String(row.id) : `summary-${-row.id}`,
    metric: row.metric,
    integration: row.source,
    connectionId: row.connection_id === NO_CONNECTION ? null : row.connection_id,
    externalId: row.external_id,
    measuredAt: row.measured_at.toISOString(),
    value: row.value,
    unit: row.unit,
    updatedAt: row.updated_at.toISOString(),
    summary,
  }
}

function viewSummary({ resolution, count, minimum, maximum }: ListedMeasurementRow) {
  if (resolution === null || count === null || minimum === null || maximum === null) return null
  return { resolution, count, minimum, maximum }
}
