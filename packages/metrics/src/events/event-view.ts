import type { MetricValue } from '@tributary/integration-kit/host'
import { NO_CONNECTION } from '@tributary/jobs'
import { Type } from 'typebox'
import { CONNECTION_ID, ConnectionIdOrNull, Instant, LocalDate } from '../routes/fields.ts'
import type { EventRow } from '../tables.ts'

const EXAMPLE = {
  id: '4711',
  integration: 'oura',
  stream: 'workouts',
  connectionId: CONNECTION_ID,
  externalId: 'workout-1',
  type: 'workout',
  title: 'Running',
  startedAt: '2025-03-29T06:30:00.000Z',
  endedAt: '2025-03-29T07:10:00.000Z',
  date: '2025-03-29',
  values: { calories: 410, intensity: 'moderate' },
  updatedAt: '2025-03-29T08:00:00.000Z',
}

export const Event = Type.Object(
  {
    id: Type.String({ description: 'Of the event, as long as it exists.' }),
    integration: Type.String({ description: 'The integration that delivered it.' }),
    stream: Type.String({ description: 'The stream of the integration that delivered it.' }),
    connectionId: ConnectionIdOrNull,
    externalId: Type.String({ description: 'Unique in its integration and connection.' }),
    type: Type.String({ description: 'As `GET /events/catalogue` lists them.', examples: ['workout'] }),
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
  { title: 'Event', description: 'Something that happened, with a start.', examples: [EXAMPLE] },
)

/** With the raw record. */
export const EventDetail = Type.Object(
  { ...Event.properties, raw: Type.Unknown({ description: 'As the provider sent it.' }) },
  {
    title: 'EventDetail',
    description: 'An event with `raw`, the record as the provider sent it.',
    examples: [{ ...EXAMPLE, raw: { id: 'workout-1', activity: 'running' } }],
  },
)

export function viewEvent(row: EventRow) {
  return {
    id: String(row.id),
    integration: row.source,
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
