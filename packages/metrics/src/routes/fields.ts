import { type Principal, ProblemError, readDateTime, signedIn } from '@tributary/core'
import type { Database } from '@tributary/database'
import type { Connection } from '@tributary/integration-host'
import { daysIn } from '@tributary/integration-kit/dates'
import { type IntegrationDefinition, METRIC_TYPES, type MetricValue } from '@tributary/integration-kit/host'
import { Type } from 'typebox'
import { metricsErrors } from '../metrics-errors.ts'
import type { MetricsTables } from '../tables.ts'

// What several requests and replies share.

/** What every route works with; looked up at each request, since plugins come and go. */
export interface MetricsRoutesContext {
  readonly database: () => Database
  /** The integrations that are up. */
  readonly definitions: () => readonly IntegrationDefinition[]
  /** A person's connections; none where no account can be connected. */
  readonly connectionsOf: (userId: string) => Promise<readonly Connection[]>
}

export const ConnectionId = Type.String({ format: 'uuid' })

export const LocalDate = Type.String({ format: 'date' })

export const From = { ...LocalDate, description: 'First local date, inclusive.' }

export const To = { ...LocalDate, description: 'Last local date, inclusive.' }

export const MetricName = Type.String({
  minLength: 1,
  maxLength: 200,
  description: '`<plugin>.<field>`, or `manual.<name>`.',
  examples: ['fitbit.steps'],
})

export const MetricTypeName = Type.Enum([...METRIC_TYPES], {
  description: '`time` is a time of day, `HH:MM`, in the time zone of the person.',
})

export const TextOrNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

/** Any value, or none. One list of types instead of a union, whose branches the serializer would try one by one. */
export const ValueOrNull = Type.Unsafe<MetricValue | null>({
  type: ['number', 'string', 'boolean', 'null'],
  description: 'A number, text, a time of day as `HH:MM`, true or false; null without a value.',
})

export const Limit = Type.Integer({ minimum: 1, maximum: 500, default: 50 })

export const Cursor = Type.String({ maxLength: 2048, description: 'The `nextCursor` of the page before.' })

export const NextCursor = Type.Union([Type.String(), Type.Null()], {
  description: 'For the next page; null on the last.',
})

/** The schema has checked that it is a date-time. */
export function readInstant(text: string | undefined): Date | undefined {
  // `new Date` knows no leap seconds.
  return text === undefined ? undefined : readDateTime(text)
}

export function tablesOf(context: MetricsRoutesContext) {
  return context.database().tables<MetricsTables>()
}

export function userOf(request: { readonly principal: Principal | null }): string {
  return signedIn(request).userId
}

/** Throws `METRICS_BAD_RANGE` for a range that ends before it starts or is longer than so many days. */
export function checkRange({ from, to }: { from: string; to: string }, maxDays: number): void {
  const days = daysIn({ startDate: from, endDate: to })
  if (days >= 1 && days <= maxDays) return
  throw new ProblemError(metricsErrors.METRICS_BAD_RANGE, {
    detail:
      days < 1
        ? `The start ${from} is after the end ${to}.`
        : `From ${from} to ${to} are ${days} days; request at most ${maxDays} at a time.`,
  })
}
