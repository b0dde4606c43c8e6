import type { MetricValue } from '@tributary/integration-kit/host'
import { NO_CONNECTION } from '@tributary/jobs'
import { Type } from 'typebox'
import { ConnectionId, LocalDate } from '../routes/fields.ts'
import type { EventRow } from '../tables.ts'

const Instant = Type.String({ format: 'date-time' })

export const Event = Type.Object(
  {
    id: Type.Integer(),
    source: Type.String({ description: 'The integration.' }),
    stream: Type.String(),
    connectionId: Type.Union([ConnectionId, Type.Null()], {
      description: 'The connection that delivered it; null for a file.',
    }),
    externalId: Type.String({ description: 'Unique in its source and connection.' }),
    type: Type.String({ examples: ['workout'] }),
    title: Type.String(),
    startedAt: Instant,
    endedAt: Type.Union([Instant, Type.Null()]),
    date: { ...LocalDate, description: 'The local date that it counts for.' },
    values: Type.Unsafe<Record<string, MetricValue>>({
      type: 'object',
      additionalProperties: { type: ['number', 'string', 'boolean'] },
      description: 'What is known of it besides, by the names that the catalogue of events explains.',
    }),
    updatedAt: Instant,
  },
  { title: 'Event' },
)

export function viewEvent(row: EventRow) {
  return {
    id: row.id,
    source: row.source,
    stream: row.stream,
    connectionId: row.connection_id === NO_CONNECTION ? null : row.connection_id,
    externalId: row.external_id,
    type: row.type,
    title: row.title,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    date: row.date,
    values: row.values,
    updatedAt: row.updated_at.toISOString(),
  }
}
