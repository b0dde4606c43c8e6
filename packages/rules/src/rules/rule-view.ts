import { type Static, Type } from 'typebox'
import type { RuleRow } from '../tables.ts'
import { Condition } from './condition.ts'

export const EXAMPLE_RULE_ID = '0198c7e2-1b2c-7000-8000-2f6a9c1e4401'

const DateTime = Type.String({ format: 'date-time' })

export const ChannelId = Type.String({
  format: 'uuid',
  description:
    'Of GET /api/notifications/delivery/channels: messages are sent through it, or its workflow is started.',
  examples: ['0198c7e2-1b2c-7000-8000-6d1f2a3b4c5d'],
})

export const Enabled = Type.Boolean({
  description:
    'Whether it fires. Enabled again, it begins as a new one does: what happened meanwhile is no news.',
  examples: [true],
})

/** A rule as the API shows it. */
export const Rule = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    when: Condition,
    channelId: ChannelId,
    enabled: Enabled,
    lastFiredAt: Type.Union([DateTime, Type.Null()]),
    createdAt: DateTime,
    updatedAt: DateTime,
  },
  {
    title: 'Rule',
    description: 'What a person wants to be told, or to have started, when something in their data happens.',
    examples: [
      {
        id: EXAMPLE_RULE_ID,
        when: { on: 'metric', metric: 'fitbit.steps', passes: 'above', threshold: 10_000 },
        channelId: '0198c7e2-1b2c-7000-8000-6d1f2a3b4c5d',
        enabled: true,
        lastFiredAt: '2026-11-28T18:04:00.000Z',
        createdAt: '2026-11-01T08:00:00.000Z',
        updatedAt: '2026-11-01T08:00:00.000Z',
      },
    ],
  },
)

export function viewRule(row: RuleRow): Static<typeof Rule> {
  return {
    id: row.id,
    when: row.condition,
    channelId: row.channel_id,
    enabled: row.enabled,
    lastFiredAt: row.last_fired_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}
