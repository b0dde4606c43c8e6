import { NO_CONNECTION } from '@tributary/jobs'
import { Type } from 'typebox'
import { CONNECTION_ID, ConnectionIdOrNull, Instant } from './routes/fields.ts'
import type { MeasurementRow } from './tables.ts'

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
      },
    ],
  },
)

export function viewMeasurement(row: MeasurementRow) {
  return {
    id: String(row.id),
    metric: row.metric,
    integration: row.source,
    connectionId: row.connection_id === NO_CONNECTION ? null : row.connection_id,
    externalId: row.external_id,
    measuredAt: row.measured_at.toISOString(),
    value: row.value,
    unit: row.unit,
    updatedAt: row.updated_at.toISOString(),
  }
}
