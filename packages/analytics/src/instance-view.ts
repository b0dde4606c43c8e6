import { INSTANCE_STATES, type ProviderInstance } from '@tributary/integration-host'
import { type Static, Type } from 'typebox'
import type { SubscriptionRow } from './tables.ts'

export const EXAMPLE_ID = '5a2f6c1e-93f0-4b0d-8a55-0c5d6f1f7a10'

const DateTime = Type.String({ format: 'date-time' })

export const SEND_STATES = ['off', 'sending', 'current', 'waiting'] as const

/** What a person has sent to an instance, as the API shows it. */
export const AnalyticsInstance = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    name: Type.String({ description: 'As the administrator has named it.' }),
    plugin: Type.String(),
    instanceState: Type.Enum([...INSTANCE_STATES], {
      type: 'string',
      description: 'Only an `active` instance can be sent anything.',
    }),
    enabled: Type.Boolean({ description: 'Whether your data are sent there. Off until you switch it on.' }),
    withMeasurements: Type.Boolean({
      description: 'Whether measurements, like each heart rate, are sent beside daily values.',
    }),
    state: Type.Enum([...SEND_STATES], {
      type: 'string',
      description:
        '`sending`: there is something to send, which begins soon. `current`: everything is sent. `waiting`: the instance failed (`lastError`), and is tried again at `nextAttemptAt`.',
    }),
    pseudonym: Type.Union([Type.String({ format: 'uuid' }), Type.Null()], {
      description: 'Who you are there, the label `person` of each point: random, of this instance alone.',
    }),
    sentCount: Type.Integer({
      description: 'How many points were sent so far, those that were sent again among them.',
    }),
    refusedCount: Type.Integer({ description: 'How many of them the instance has refused.' }),
    lastSentAt: Type.Union([DateTime, Type.Null()]),
    lastError: Type.Union([Type.String(), Type.Null()], {
      description: 'Why the last attempt failed; null after a success.',
    }),
    lastErrorAt: Type.Union([DateTime, Type.Null()]),
    nextAttemptAt: Type.Union([DateTime, Type.Null()]),
  },
  {
    title: 'AnalyticsInstance',
    description: 'A service that values over time can be sent to.',
    examples: [
      {
        id: EXAMPLE_ID,
        name: 'dashboards',
        plugin: 'influxdb',
        instanceState: 'active',
        enabled: true,
        withMeasurements: false,
        state: 'current',
        pseudonym: '0198c7e2-0000-7000-8000-000000000000',
        sentCount: 8_760,
        refusedCount: 0,
        lastSentAt: '2026-11-28T12:00:00.000Z',
        lastError: null,
        lastErrorAt: null,
        nextAttemptAt: null,
      },
    ],
  },
)

export function viewInstance(
  { id, name, plugin, state }: ProviderInstance,
  row: SubscriptionRow | undefined,
): Static<typeof AnalyticsInstance> {
  return {
    id,
    name,
    plugin,
    instanceState: state,
    enabled: row?.enabled ?? false,
    withMeasurements: row?.with_measurements ?? false,
    state: stateOf(row),
    pseudonym: row?.pseudonym ?? null,
    sentCount: row?.sent_points ?? 0,
    refusedCount: row?.refused_points ?? 0,
    lastSentAt: row?.last_sent_at?.toISOString() ?? null,
    lastError: row?.last_error ?? null,
    lastErrorAt: row?.last_error_at?.toISOString() ?? null,
    nextAttemptAt: stateOf(row) === 'waiting' ? (row?.due_at?.toISOString() ?? null) : null,
  }
}

function stateOf(row: SubscriptionRow | undefined): (typeof SEND_STATES)[number] {
  if (row === undefined || !row.enabled) return 'off'
  if (row.failures > 0) return 'waiting'
  return row.due_at === null ? 'current' : 'sending'
}
