import { DELIVERY_STATES, type SentNotification } from '@tributary/notifications'
import { type Static, Type } from 'typebox'
import { EXAMPLE_RULE_ID } from '../rules/rule-view.ts'
import type { FiringRow } from '../tables.ts'
import { composeFiring, parametersOf } from './compose-firing.ts'

const DateTime = Type.String({ format: 'date-time' })

export const EXAMPLE_FIRING_ID = '0198c7e2-1b2c-7000-8000-7a1b2c3d4e5f'

const EXAMPLE_WORDS = {
  title: 'Steps passed above 10,000',
  message: '2026-11-28: 10,500 steps.',
  parameters: {
    on: 'metric',
    metric: 'fitbit.steps',
    label: 'Steps',
    unit: 'steps',
    passes: 'above',
    threshold: 10_000,
    date: '2026-11-28',
    value: 10_500,
  },
}

export const words = {
  title: Type.String({ description: 'One line, in English.' }),
  message: Type.String({ description: 'In English.' }),
  parameters: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]), {
    description: 'What the words are made of, for words in other languages; `on` is that of the condition.',
  }),
}

/** An entry of the log as the API shows it. */
export const Firing = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    ruleId: Type.String({ format: 'uuid' }),
    firedAt: DateTime,
    ...words,
    channelId: Type.String({ format: 'uuid' }),
    state: Type.Enum([...DELIVERY_STATES, 'none'], {
      type: 'string',
      description:
        'Of the delivery through the channel. `none`: the channel was paused, unconfirmed or deleted, and the message is only in the inbox.',
    }),
    reason: Type.Union([Type.String(), Type.Null()], {
      description:
        '`quiet_hours`, `digest`: it waits by your choice. Else why it was dropped, or the code of the last error.',
    }),
    detail: Type.Union([Type.String(), Type.Null()], { description: 'What was wrong at the last attempt.' }),
  },
  {
    title: 'RuleFiring',
    description: 'What a rule has fired for, once, and what became of it.',
    examples: [
      {
        id: EXAMPLE_FIRING_ID,
        ruleId: EXAMPLE_RULE_ID,
        firedAt: '2026-11-28T18:04:00.000Z',
        ...EXAMPLE_WORDS,
        channelId: '0198c7e2-1b2c-7000-8000-6d1f2a3b4c5d',
        state: 'sent',
        reason: null,
        detail: null,
      },
    ],
  },
)

export function viewFiring(row: FiringRow, sent: SentNotification | undefined): Static<typeof Firing> {
  return {
    id: row.id,
    ruleId: row.rule_id,
    firedAt: row.fired_at.toISOString(),
    ...composeFiring(row.facts),
    parameters: parametersOf(row.facts),
    channelId: row.channel_id,
    state: sent?.state ?? 'none',
    reason: sent?.reason ?? null,
    detail: sent?.detail ?? null,
  }
}

/** What a rule would have said, as the API shows it. */
export const TryOutView = Type.Object(
  {
    from: Type.String({ format: 'date' }),
    to: Type.String({ format: 'date' }),
    isKnown: Type.Boolean({
      description: 'Whether the past is kept: that connections have failed is not.',
    }),
    items: Type.Array(
      Type.Object(
        { date: Type.String({ format: 'date' }), ...words },
        {
          title: 'WouldHaveSaid',
          description: 'What it would have said of a day.',
          examples: [{ date: '2026-11-28', ...EXAMPLE_WORDS }],
        },
      ),
      { description: 'The newest first.' },
    ),
  },
  {
    title: 'RuleTryOut',
    description: 'What a rule would have said in the last 30 days, with the data as it is now.',
    examples: [
      {
        from: '2026-10-31',
        to: '2026-11-29',
        isKnown: true,
        items: [{ date: '2026-11-28', ...EXAMPLE_WORDS }],
      },
    ],
  },
)
