import { type Static, Type } from 'typebox'
import { DateTime, EXAMPLE_ID } from './endpoint-view.ts'
import { type AttemptRow, DELIVERY_STATUSES, type ListedDelivery } from './tables.ts'

const EXAMPLE_TIME = '2026-11-28T12:00:00.000Z'

export const DeliveryStatusField = Type.Enum([...DELIVERY_STATUSES], {
  type: 'string',
  description: '`pending`: waiting, also for a further attempt. `failed`: no further attempt.',
})

const EXAMPLE = {
  id: '2f6c1f0a-6a3b-4f4e-8f0d-2a1c9e7b5d31',
  endpointId: EXAMPLE_ID,
  type: 'item.changed',
  changeCount: 1,
  status: 'pending' as const,
  failureCount: 1,
  nextAttemptAt: '2026-11-28T12:00:05.000Z',
  createdAt: EXAMPLE_TIME,
  finishedAt: null,
}

const MEMBERS = {
  id: Type.String({ format: 'uuid', description: 'The header `webhook-id`.' }),
  endpointId: Type.String({ format: 'uuid' }),
  type: Type.String({ description: 'The type of the event.' }),
  changeCount: Type.Integer({ description: 'How many changes it carries.' }),
  status: DeliveryStatusField,
  failureCount: Type.Integer({
    description: 'Failed attempts since it was first due or was asked for again.',
  }),
  nextAttemptAt: Type.Union([DateTime, Type.Null()], {
    description: 'When it is tried again, after those before it; null if it is not.',
  }),
  createdAt: DateTime,
  finishedAt: Type.Union([DateTime, Type.Null()], { description: 'When it was delivered, or last failed.' }),
}

/** A delivery in the list. */
export const Delivery = Type.Object(MEMBERS, {
  title: 'WebhookDelivery',
  description: 'An event for one endpoint.',
  examples: [EXAMPLE],
})

const EXAMPLE_ATTEMPT = {
  at: EXAMPLE_TIME,
  statusCode: 503,
  durationMs: 84,
  error: 'The receiver answered 503.',
  answer: 'Service Unavailable',
}

const Attempt = Type.Object(
  {
    at: DateTime,
    statusCode: Type.Union([Type.Integer(), Type.Null()], { description: 'Null: there was no answer.' }),
    durationMs: Type.Integer({ description: 'Milliseconds to the answer or the failure.' }),
    error: Type.Union([Type.String(), Type.Null()], { description: 'What failed; null after a success.' }),
    answer: Type.Union([Type.String(), Type.Null()], { description: 'The first KiB of the body.' }),
  },
  { title: 'WebhookAttempt', description: 'One request of a delivery.', examples: [EXAMPLE_ATTEMPT] },
)

const EXAMPLE_PAYLOAD = JSON.stringify({
  type: 'item.changed',
  timestamp: EXAMPLE_TIME,
  data: { changes: [{ id: '4711', at: EXAMPLE_TIME, path: '/api/library/items/4711' }] },
})

/** A delivery with what was sent and what came back. */
export const DeliveryWithAttempts = Type.Object(
  {
    ...MEMBERS,
    payload: Type.String({ description: 'The body that is sent and signed.' }),
    attempts: Type.Array(Attempt, { description: 'The oldest first.' }),
  },
  {
    title: 'WebhookDeliveryWithAttempts',
    description: 'The delivery, with each attempt.',
    examples: [{ ...EXAMPLE, payload: EXAMPLE_PAYLOAD, attempts: [EXAMPLE_ATTEMPT] }],
  },
)

export function viewDelivery(row: ListedDelivery): Static<typeof Delivery> {
  return {
    id: row.id,
    endpointId: row.endpoint_id,
    type: row.type,
    changeCount: row.change_count,
    status: row.status,
    failureCount: row.failures,
    nextAttemptAt: row.next_attempt_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  }
}

export function viewAttempt(row: AttemptRow): Static<typeof Attempt> {
  const { status_code: statusCode, duration_ms: durationMs, error, answer } = row
  return { at: row.at.toISOString(), statusCode, durationMs, error, answer }
}
