import { type TSchema, Type } from 'typebox'
import type { ContextTypes } from './context-types.ts'
import { expectedOfMetric, isLocalDate, type MetricType, type MetricValue } from './metric-value.ts'
import { Instant, LocalDate } from './records.ts'
import type { AnyCursor, MetricField, Stream, StreamOptions } from './stream.ts'

/** Something that happened: a workout, a ride, a check-in, a meal, a commit. */
export interface EventRecord<EventType extends string = string> {
  /** Stable over every later delivery of the same event. */
  readonly externalId: string
  /** One of the `types` that the stream declares. */
  readonly type: EventType
  readonly title: string
  /** RFC 3339. */
  readonly startedAt: string
  /** Absent for what has no length, or none that is known. */
  readonly endedAt?: string
  /** The local date that it counts for, where the person was: a night counts for the morning. `YYYY-MM-DD`. */
  readonly date: string
  /** By name, as `fields` of the stream declares them. */
  readonly values?: Readonly<Record<string, MetricValue>>
  /** What the provider sent, with nothing but secrets and needless personal data left out. */
  readonly raw: Readonly<Record<string, unknown>>
}

/** A kind of event as a person reads it. */
export interface EventType {
  readonly label: string
}

export interface EventStreamOptions<Row, Types extends ContextTypes, Cursor extends TSchema>
  extends StreamOptions<Row, Types, Cursor> {
  /** The kinds of event: lower-case kebab. */
  readonly types: Readonly<Record<string, EventType>>
  /** What is known of an event besides. */
  readonly fields?: Readonly<Record<string, MetricField>>
  /** `ignore`: an event is not updated when `raw` alone has changed. Default `update`. */
  readonly rawChanges?: 'update' | 'ignore'
}

/**
 * A stream of events. A page may name events that the provider has no longer, in `removed`.
 *
 * @example
 * eventStream({
 *   id: 'workouts', displayName: 'Workouts',
 *   types: { workout: { label: 'Workout' } },
 *   fields: { distance: { label: 'Distance', unit: 'km', type: 'number' } },
 *   async *sync({ http, window }) {
 *     const { data } = await http.get('/workouts', { schema: Workouts, query: { from: window.startDate } })
 *     yield { records: data.map(toEvent), cursor: null }
 *   },
 * })
 */
export function eventStream<Types extends ContextTypes = object, Cursor extends TSchema = AnyCursor>(
  options: EventStreamOptions<EventRecord, Types, Cursor>,
): Stream<EventRecord, Types> {
  const { types, fields = {} } = options
  return { ...options, kind: 'event', recordSchema: recordSchemaOf(types, fields) }
}

function recordSchemaOf(
  types: Readonly<Record<string, EventType>>,
  fields: Readonly<Record<string, MetricField>>,
): TSchema {
  const shape = Type.Object(
    {
      externalId: Type.String({ minLength: 1, maxLength: 1024 }),
      type: Type.Enum(Object.keys(types)),
      title: Type.String({ maxLength: 4096 }),
      startedAt: Instant,
      endedAt: Type.Optional(Instant),
      date: LocalDate,
      values: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
      raw: Type.Record(Type.String(), Type.Unknown()),
    },
    { additionalProperties: false },
  )
  const problem = (record: unknown) => problemOf(record as EventRecord, fields)
  return Type.Refine(
    shape,
    (record) => problem(record) === undefined,
    (record) => problem(record) ?? '',
  )
}

function problemOf(
  { date, startedAt, endedAt, values = {} }: EventRecord,
  fields: Readonly<Record<string, MetricField>>,
): string | undefined {
  if (!isLocalDate(date)) return `is of ${date}, which is not a valid date`
  if (endedAt !== undefined && Date.parse(endedAt) < Date.parse(startedAt)) return 'ends before it starts'
  for (const [name, value] of Object.entries(values)) {
    const type: MetricType | undefined = Object.hasOwn(fields, name) ? fields[name]?.type : undefined
    if (type === undefined)
      return `has the value "${name}", which the stream does not declare: there are ${Object.keys(fields).join(', ') || 'none'}`
    const expected = expectedOfMetric(type, value)
    if (expected !== undefined) return `has a value of ${name} that is not ${expected}`
  }
  return undefined
}
