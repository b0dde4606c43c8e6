import { type Static, Type } from 'typebox'
import { CODE_MINUTES } from '../limits.ts'
import { type ChannelRow, PAUSED_REASONS } from '../tables.ts'
import { CHANNEL_KINDS } from './channel-kind.ts'
import { LEAST_SEVERITIES } from './least-severity.ts'

export const EXAMPLE_CHANNEL_ID = '0198c7e2-1b2c-7000-8000-6d1f2a3b4c5d'

const DateTime = Type.String({ format: 'date-time' })

export const ChannelName = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: '^[^\\u0000-\\u001f]*$',
  description: 'For you.',
  examples: ['My telephone'],
})

export const Recipient = Type.Union(
  [Type.Record(Type.String({ maxLength: 100 }), Type.Unknown(), { maxProperties: 50 }), Type.Null()],
  {
    description:
      'The fields of the form `recipientForm` of the service. Null: to where the instance leads, if the form requires nothing.',
    examples: [{ address: 'ada@example.org' }],
  },
)

export const LeastSeverityField = Type.Enum([...LEAST_SEVERITIES], {
  type: 'string',
  description:
    'From which severity on notifications are sent: `warning` also sends errors. Default `warning`: what is wrong, and what needs you; of a workflow `never`: only what your rules send.',
  examples: ['warning'],
})

export const Rules = Type.Record(
  Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}$' }),
  Type.Enum([...LEAST_SEVERITIES], { type: 'string' }),
  {
    maxProperties: 200,
    description: 'The least severity by kind of notification; for other kinds `leastSeverity`.',
    examples: [{ sync_warning: 'never' }],
  },
)

export const DailyAt = Type.Union(
  [Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }), Type.Null()],
  {
    description:
      'The time on your clock of one message a day with all notifications, `HH:MM`; null: each at once.',
    examples: ['08:00'],
  },
)

export const CHANNEL_STATES = ['active', 'unconfirmed', 'paused'] as const

/** A channel as the API shows it. */
export const Channel = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    serviceId: Type.String({ format: 'uuid', description: 'Of GET /api/notifications/delivery/services.' }),
    kind: Type.Enum([...CHANNEL_KINDS], {
      type: 'string',
      description:
        '`notification`: messages for people. `workflow`: an event starts something; neither quiet hours nor `dailyAt` apply.',
    }),
    name: ChannelName,
    recipient: Recipient,
    state: Type.Enum([...CHANNEL_STATES], {
      type: 'string',
      description: `\`unconfirmed\`: only a code is sent, which is valid for ${CODE_MINUTES} minutes. \`paused\`: what is to be sent waits.`,
    }),
    pausedReason: Type.Union([Type.Enum([...PAUSED_REASONS], { type: 'string' }), Type.Null()], {
      description:
        'Why it is paused. `person`: by you; then nothing waits either. `service_closed`, `service_removed`: by an administrator. Else the code of the last error.',
    }),
    pausedDetail: Type.Union([Type.String(), Type.Null()], { description: 'What the service has answered.' }),
    leastSeverity: LeastSeverityField,
    rules: Rules,
    dailyAt: DailyAt,
    createdAt: DateTime,
    updatedAt: DateTime,
  },
  {
    title: 'NotificationChannel',
    description: 'Where your notifications are sent.',
    examples: [
      {
        id: EXAMPLE_CHANNEL_ID,
        serviceId: '0198c7e2-1b2c-7000-8000-5d2f6a9c1e44',
        kind: 'notification',
        name: 'My mail',
        recipient: { address: 'ada@example.org' },
        state: 'active',
        pausedReason: null,
        pausedDetail: null,
        leastSeverity: 'warning',
        rules: { sync_warning: 'never' },
        dailyAt: null,
        createdAt: '2026-11-28T12:00:00.000Z',
        updatedAt: '2026-11-28T12:00:00.000Z',
      },
    ],
  },
)

export function viewChannel(row: ChannelRow): Static<typeof Channel> {
  const state =
    row.paused_reason !== null ? 'paused' : row.confirmed_at === null ? 'unconfirmed' : ('active' as const)
  return {
    id: row.id,
    serviceId: row.instance_id,
    kind: row.kind,
    name: row.name,
    recipient: row.recipient,
    state,
    pausedReason: row.paused_reason,
    pausedDetail: row.paused_detail,
    leastSeverity: row.least_severity,
    rules: row.rules,
    dailyAt: row.daily_at,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}
