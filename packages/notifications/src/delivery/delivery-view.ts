import { type Static, Type } from 'typebox'
import { EXAMPLE_CHANNEL_ID } from '../channels/channel-view.ts'
import { SEVERITIES } from '../notifications.ts'
import { DELIVERY_STATES } from './delivery-states.ts'
import type { ListedDelivery } from './delivery-store.ts'

const DateTime = Type.String({ format: 'date-time' })

export const EXAMPLE_DELIVERY_ID = '0198c7e2-1b2c-7000-8000-7e6d5c4b3a29'

export const DeliveryStateField = Type.Enum([...DELIVERY_STATES], {
  type: 'string',
  description:
    '`waiting`: also for a further attempt. `dead`: no further attempt. `dropped`: there was no reason to send it any longer.',
})

/** A delivery as the API shows it. */
export const Delivery = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    channelId: Type.String({ format: 'uuid' }),
    notificationId: Type.String(),
    kind: Type.String({ description: 'Of the notification.' }),
    severity: Type.Enum([...SEVERITIES], { type: 'string' }),
    title: Type.String({ description: 'Of the notification.' }),
    state: DeliveryStateField,
    reason: Type.Union([Type.String(), Type.Null()], {
      description:
        '`quiet_hours`, `digest`: it waits by your choice. `resolved`, `expired`: it was dropped. Else the code of the last error.',
    }),
    detail: Type.Union([Type.String(), Type.Null()], { description: 'What was wrong at the last attempt.' }),
    attemptCount: Type.Integer(),
    nextAttemptAt: Type.Union([DateTime, Type.Null()], {
      description: 'When it is looked at next; null if it has ended.',
    }),
    createdAt: DateTime,
    finishedAt: Type.Union([DateTime, Type.Null()]),
  },
  {
    title: 'NotificationDelivery',
    description: 'One notification on its way through one channel.',
    examples: [
      {
        id: EXAMPLE_DELIVERY_ID,
        channelId: EXAMPLE_CHANNEL_ID,
        notificationId: '42',
        kind: 'connection_needs_reauth',
        severity: 'error',
        title: 'Connect Spotify (Ada) again',
        state: 'waiting',
        reason: 'quiet_hours',
        detail: null,
        attemptCount: 0,
        nextAttemptAt: '2026-11-29T06:00:00.000Z',
        createdAt: '2026-11-28T23:12:00.000Z',
        finishedAt: null,
      },
    ],
  },
)

export function viewDelivery(row: ListedDelivery): Static<typeof Delivery> {
  return {
    id: row.id,
    channelId: row.channel_id,
    notificationId: String(row.notification_id),
    kind: row.kind,
    severity: row.severity,
    title: row.title,
    state: row.state,
    reason: row.reason,
    detail: row.detail,
    attemptCount: row.attempts,
    nextAttemptAt: row.next_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  }
}
