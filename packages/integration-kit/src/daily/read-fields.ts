import type { DailyMetricRecord } from '../records.ts'
import { membersOf, numberOf, textOf } from '../values/value-of.ts'

/** The path of a field in the provider's document, and its conversion to a value. */
export interface FieldSource {
  /** The member names on the path: `['spo2_percentage', 'average']`. */
  readonly path: readonly string[]
  /** The divisor of a number: 60 for minutes from seconds. Default 1. */
  readonly per?: number
  /** The decimal places of a number. Default 0. */
  readonly decimals?: number
  /** Zero means "not measured", as for a heart rate. */
  readonly zeroIsNone?: boolean
  /** The member is a time with an offset, and the value is the time of day on the person's clock. */
  readonly isTimeOfDay?: boolean
}

/**
 * The records of a date in a document of the provider. A field that is absent, `null` or of another type has no record.
 *
 * @example
 * readFields({ sleepLength: { path: ['total_sleep_duration'], per: 60 } }, '2026-11-18', { total_sleep_duration: 25_230 })
 * // [{ field: 'sleepLength', date: '2026-11-18', value: 421 }]
 */
export function readFields(
  sources: Readonly<Record<string, FieldSource>>,
  date: string,
  document: unknown,
): DailyMetricRecord[] {
  return Object.entries(sources).flatMap(([field, source]) => {
    const found = source.path.reduce<unknown>((value, name) => membersOf(value)[name], document)
    const value = source.isTimeOfDay === true ? timeOfDay(found) : rounded(found, source)
    return value === undefined ? [] : [{ field, date, value }]
  })
}

/** `2026-11-17T23:10:00+01:00` → `23:10`. */
function timeOfDay(value: unknown): string | undefined {
  return /T(\d\d:\d\d)/.exec(textOf(value) ?? '')?.[1]
}

function rounded(
  value: unknown,
  { per = 1, decimals = 0, zeroIsNone = false }: FieldSource,
): number | undefined {
  const number = numberOf(value)
  return number === undefined || (zeroIsNone && number === 0)
    ? undefined
    : Number((number / per).toFixed(decimals))
}
