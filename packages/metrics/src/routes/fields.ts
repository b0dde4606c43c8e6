import { readDateTime } from '@tributary/core'
import type { Database } from '@tributary/database'
import type { Connection } from '@tributary/integration-host'
import { type IntegrationDefinition, METRIC_TYPES, type MetricValue } from '@tributary/integration-kit/host'
import { Type } from 'typebox'
import type { RetentionRule } from '../retention/retention-rule.ts'
import type { MetricsTables } from '../tables.ts'

// What several requests and replies share.

/** What every route works with; looked up at each request, since plugins come and go. */
export interface MetricsRoutesContext {
  readonly database: () => Database
  /** The integrations that are up. */
  readonly definitions: () => readonly IntegrationDefinition[]
  /** A person's connections; none where no account can be connected. */
  readonly connectionsOf: (userId: string) => Promise<readonly Connection[]>
  /** The time zone that a person has chosen; null without a choice. */
  readonly timeZoneOf: (userId: string) => Promise<string | null>
  /** How long measurements are kept; `undefined`: for ever. */
  readonly retentionRule: () => Promise<RetentionRule | undefined>
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** A connection as examples name it. */
export const CONNECTION_ID = '5f0c9d5e-2f1b-4c57-9a1e-7b6f0c2d3e4f'

export const ConnectionId = Type.String({ format: 'uuid' })

/** Of what may have come by no connection. */
export const ConnectionIdOrNull = Type.Union([ConnectionId, Type.Null()], {
  description: 'The connection that delivered it; null for a file.',
})

export const Instant = Type.String({ format: 'date-time' })

export const LocalDate = Type.String({ format: 'date' })

export const DateOrNull = (description: string) => Type.Union([LocalDate, Type.Null()], { description })

/** Ten years: what a metric has in one answer. */
export const MAX_DAYS = 3_700

/** A range of local dates that a request must give. */
export const requiredDateRange = (maxDays: number) => ({
  from: { ...LocalDate, description: 'First local date, inclusive.', examples: ['2025-03-01'] },
  to: {
    ...LocalDate,
    description: `Last local date, inclusive. The range has at most ${maxDays.toLocaleString('en')} days.`,
    examples: ['2025-03-31'],
  },
})

export const MetricName = Type.String({
  minLength: 1,
  maxLength: 200,
  description: '`<integration>.<field>`, or `manual.<name>`.',
  examples: ['fitbit.steps'],
})

export const IntegrationName = Type.String({ maxLength: 100, description: 'Only of this integration.' })

export const ConnectionIdFilter = { ...ConnectionId, description: 'Only through this connection.' }

export const MetricTypeName = Type.Enum([...METRIC_TYPES], {
  type: 'string',
  description: '`time` is a time of day, `HH:MM`, in the time zone of the person.',
})

export const TextOrNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

/** Any value, or none. One list of types instead of a union, whose branches the serializer would try one by one. */
export const ValueOrNull = Type.Unsafe<MetricValue | null>({
  type: ['number', 'string', 'boolean', 'null'],
  description: 'A number, text, a time of day as `HH:MM`, true or false; null without a value.',
})

/** The id of a row, as the API gives it. */
export const RowId = Type.String({ pattern: '^[0-9]{1,15}$', examples: ['4711'] })

/** The schema has checked that it is a date-time. */
export function readInstant(text: string | undefined): Date | undefined {
  // `new Date` knows no leap seconds.
  return text === undefined ? undefined : readDateTime(text)
}

export function tablesOf(context: MetricsRoutesContext) {
  return context.database().tables<MetricsTables>()
}

/** For lists and charts: the read replica, if there is one. */
export function readingOf(context: MetricsRoutesContext) {
  return context.database().reading<MetricsTables>()
}
