import { isStorable } from './storable.ts'

/** What a value of a daily metric can be. `time` is a time of day, `HH:MM`, without a zone: where the person was. */
export const METRIC_TYPES = ['number', 'time', 'text', 'boolean'] as const

export type MetricType = (typeof METRIC_TYPES)[number]

/** A number, a text or time of day, or yes and no. */
export type MetricValue = number | string | boolean

/** A diary's page rather than a book: values are read by the hundreds. */
export const MAX_METRIC_TEXT = 10_000

const TIME_OF_DAY = /^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/

const TYPES: Readonly<Record<MetricType, { readonly what: string; accepts(value: unknown): boolean }>> = {
  number: { what: 'a finite number', accepts: (value) => Number.isFinite(value) },
  time: {
    what: 'a time of day, HH:MM',
    accepts: (value) => typeof value === 'string' && TIME_OF_DAY.test(value),
  },
  text: {
    what: `text of at most ${MAX_METRIC_TEXT} characters without NUL and unpaired surrogates`,
    accepts: (value) => typeof value === 'string' && value.length <= MAX_METRIC_TEXT && isStorable(value),
  },
  boolean: { what: 'true or false', accepts: (value) => typeof value === 'boolean' },
}

/** What a value must be to be of a type, where it is not: "a time of day, HH:MM". `undefined` when it is. */
export function expectedOfMetric(type: MetricType, value: unknown): string | undefined {
  return TYPES[type].accepts(value) ? undefined : TYPES[type].what
}

/**
 * Whether a text is a day of the calendar, `YYYY-MM-DD`, from the year 1 on.
 *
 * @example
 * isLocalDate('2025-02-29') // false
 */
export function isLocalDate(text: string): boolean {
  if (!DATE.test(text) || text < '0001') return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
