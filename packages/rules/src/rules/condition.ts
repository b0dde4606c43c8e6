import { MEDIA_TYPES } from '@tributary/integration-kit/host'
import { type Static, Type } from 'typebox'

const Integration = Type.String({
  minLength: 1,
  maxLength: 100,
  description: 'Only of this integration. Default: of all.',
  examples: ['spotify'],
})

export const MetricCondition = Type.Object(
  {
    on: Type.Literal('metric'),
    metric: Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'Of `GET /api/metrics/catalogue`, of the type `number`.',
      examples: ['fitbit.steps'],
    }),
    passes: Type.Enum(['above', 'below'], {
      type: 'string',
      description:
        '`above`: as soon as the value of a day is greater than the threshold. `below`: if it is less, at noon of the next day on your clock, since until then more may be delivered.',
    }),
    threshold: Type.Number({ description: 'In the unit of the metric.', examples: [10_000] }),
  },
  {
    title: 'RuleOnMetric',
    description: 'The value of a day passes a threshold: at most once for each day, of the last two days.',
    examples: [{ on: 'metric', metric: 'fitbit.steps', passes: 'above', threshold: 10_000 }],
  },
)

export const ItemCondition = Type.Object(
  {
    on: Type.Literal('item'),
    integration: Type.Optional(Integration),
    type: Type.Optional(
      Type.Enum([...MEDIA_TYPES], { type: 'string', description: 'Only of this kind. Default: of all.' }),
    ),
  },
  {
    title: 'RuleOnItem',
    description:
      'New items in the library, played in the last two days: once for each item, one message for those that come in together.',
    examples: [{ on: 'item', integration: 'spotify', type: 'track' }],
  },
)

export const ConnectionCondition = Type.Object(
  { on: Type.Literal('connection'), integration: Type.Optional(Integration) },
  {
    title: 'RuleOnConnection',
    description: 'A connection stops working: once until it works again.',
    examples: [{ on: 'connection' }],
  },
)

export const ImportCondition = Type.Object(
  {
    on: Type.Literal('import'),
    integration: Type.Optional(Integration),
    ends: Type.Enum(['any', 'succeeded', 'failed'], {
      type: 'string',
      description: '`succeeded`: also with rejected records.',
    }),
  },
  {
    title: 'RuleOnImport',
    description: 'The import of a file ends, unless it is cancelled.',
    examples: [{ on: 'import', ends: 'any' }],
  },
)

export const Condition = Type.Union([MetricCondition, ItemCondition, ConnectionCondition, ImportCondition], {
  description: 'When it fires, by `on`.',
  examples: [{ on: 'metric', metric: 'fitbit.steps', passes: 'above', threshold: 10_000 }],
})

export type MetricCondition = Static<typeof MetricCondition>
export type ItemCondition = Static<typeof ItemCondition>
export type ConnectionCondition = Static<typeof ConnectionCondition>
export type ImportCondition = Static<typeof ImportCondition>
export type Condition = Static<typeof Condition>

const FEED_TYPES = { metric: 'value', item: 'item', connection: 'connection', import: 'job' } as const

/** What a condition is about, as the feed of changes calls it. */
export function feedTypeOf({ on }: Condition): string {
  return FEED_TYPES[on]
}
