import { NO_CONNECTION } from '@tributary/jobs'
import { Type } from 'typebox'
import { ConnectionId } from './routes/fields.ts'
import type { MeasurementRow } from './tables.ts'

const Instant = Type.String({ format: 'date-time' })

export const Measurement = Type.Object(
  {
    id: Type.Integer(),
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

export function viewMeasurement(row: MeasurementRow) {
  return {
    id: row.id,
    metric: row.metric,
    source: row.source,
    connectionId: row.connection_id === NO_CONNECTION ? null : row.connection_id,
    externalId: row.external_id,
    measuredAt: row.measured_at.toISOString(),
    value: row.value,
    unit: row.unit,
    updatedAt: row.updated_at.toISOString(),
  }
}
