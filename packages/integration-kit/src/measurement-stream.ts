import { type TSchema, Type } from 'typebox'
import type { ContextTypes } from './context-types.ts'
import { Instant, type MeasurementRecord } from './records.ts'
import type { AnyCursor, MetricField, Stream, StreamOptions } from './stream.ts'

/** A metric that is measured: always a number. */
export type MeasurementField = Omit<MetricField, 'type' | 'continues'>

/**
 * A stream of time-stamped values. Its metrics stand in the catalogue; a record of another metric, or in another unit, is rejected alone.
 *
 * @example
 * measurementStream({
 *   id: 'heart-rate', displayName: 'Heart rate',
 *   fields: { heartRate: { label: 'Heart rate', unit: 'bpm' } },
 *   async *sync({ http, window }) { … },
 * })
 */
export function measurementStream<Types extends ContextTypes = object, Cursor extends TSchema = AnyCursor>({
  fields: declared,
  ...options
}: StreamOptions<MeasurementRecord, Types, Cursor> & {
  readonly fields: Readonly<Record<string, MeasurementField>>
}): Stream<MeasurementRecord, Types> {
  const fields = Object.fromEntries(
    Object.entries(declared).map(([name, field]) => [name, { ...field, type: 'number' as const }]),
  )
  const shape = Type.Object(
    {
      externalId: Type.String({ minLength: 1, maxLength: 1024 }),
      metric: Type.Enum(Object.keys(fields)),
      measuredAt: Instant,
      value: Type.Number(),
      unit: Type.String({ maxLength: 64 }),
    },
    { additionalProperties: false },
  )
  const unitOf = ({ metric }: MeasurementRecord) =>
    (Object.hasOwn(fields, metric) ? fields[metric]?.unit : undefined) ?? ''
  const recordSchema = Type.Refine(
    shape,
    (record) => (record as MeasurementRecord).unit === unitOf(record as MeasurementRecord),
    (record) =>
      `is in "${(record as MeasurementRecord).unit}", but the stream declares its metric in "${unitOf(record as MeasurementRecord)}"`,
  )
  return { ...options, fields, kind: 'measurement', recordSchema }
}
