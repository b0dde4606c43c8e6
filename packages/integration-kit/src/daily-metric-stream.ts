import { type TSchema, Type } from 'typebox'
import type { ContextTypes } from './context-types.ts'
import { expectedOfMetric, isLocalDate } from './metric-value.ts'
import { type DailyMetricRecord, LocalDate } from './records.ts'
import type { AnyCursor, MetricField, Stream, StreamOptions } from './stream.ts'

/**
 * A stream of one value per field and local date. A value that is not of its field's type is rejected alone.
 *
 * @example
 * dailyMetricStream({
 *   id: 'daily-activity', displayName: 'Daily activity',
 *   fields: { steps: { label: 'Steps', unit: 'steps', type: 'number' } },
 *   async *sync({ http, window }) { … },
 * })
 */
export function dailyMetricStream<
  Types extends ContextTypes = object,
  const F extends Readonly<Record<string, MetricField>> = Readonly<Record<string, MetricField>>,
  Field extends string = string,
  Cursor extends TSchema = AnyCursor,
>(
  options: StreamOptions<DailyMetricRecord<Field>, Types, Cursor> & {
    /** A record's `field` that is written out in the code has to be one of them. */
    readonly fields: F & (string extends Field ? unknown : Readonly<Record<Field, MetricField>>)
  },
): Stream<DailyMetricRecord, Types> {
  const shape = Type.Object(
    {
      field: Type.Enum(Object.keys(options.fields)),
      date: LocalDate,
      value: Type.Union([Type.Number(), Type.String(), Type.Boolean()]),
    },
    { additionalProperties: false },
  )
  // A union of the fields would be equivalent, but its message for an invalid record would name no field.
  const problem = (record: unknown) => problemOfDaily(record as DailyMetricRecord, options.fields)
  const recordSchema = Type.Refine(
    shape,
    (record) => problem(record) === undefined,
    (record) => problem(record) ?? '',
  )
  return { ...options, kind: 'dailyMetric', recordSchema }
}

function problemOfDaily(
  record: DailyMetricRecord,
  fields: Readonly<Record<string, MetricField>>,
): string | undefined {
  if (!isLocalDate(record.date)) return `is of ${record.date}, which is not a valid date`
  const field = Object.hasOwn(fields, record.field) ? fields[record.field] : undefined
  const expected = field && expectedOfMetric(field.type, record.value)
  return expected === undefined ? undefined : `has a value of ${record.field} that is not ${expected}`
}
