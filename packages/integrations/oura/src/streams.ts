import {
  dailyMetricStream,
  type EventRecord,
  eventStream,
  type SyncContext,
} from '@tributary/integration-kit'
import { type DaysRead, readFields, syncDays, withoutOverlaps } from '@tributary/integration-kit/daily'
import { addDays, type DateRange, isWithin } from '@tributary/integration-kit/dates'
import { checkItems, defined, membersOf, textOf } from '@tributary/integration-kit/values'
import type { Static, TSchema } from 'typebox'
import { Documents, Sleep, Workout } from './api-shapes.ts'
import { DAILY_STREAMS, SLEEP_SOURCES, SLEEP_STREAM, WORKOUT_STREAM } from './oura-table.ts'

/** The nights of a chunk are 2 MB, most of it time series that are not read. */
const CHUNK_DAYS = 90

export const streams = [
  ...DAILY_STREAMS.map(({ collection, shape, sources, ...stream }) => {
    const map = (days: readonly Static<typeof shape>[]) => ({
      records: days.flatMap((day) => readFields(sources, day.day, day)),
    })
    return dailyMetricStream({ ...stream, sync: reading(collection, shape, map) })
  }),
  dailyMetricStream({ ...SLEEP_STREAM, sync: reading('sleep', Sleep, mapSleeps) }),
  eventStream({ ...WORKOUT_STREAM, sync: reading('workout', Workout, mapWorkouts) }),
]

/** Reads a collection in chunks of dates, and converts its documents to records. */
function reading<T extends TSchema, Row extends { readonly date: string }>(
  collection: string,
  shape: T,
  map: (documents: readonly Static<T>[]) => Pick<DaysRead<Row>, 'records' | 'withdrawn'>,
) {
  const read = async ({ http }: SyncContext, range: DateRange): Promise<DaysRead<Row>> => {
    const pages = http.pages(`/${collection}`, {
      schema: Documents,
      // Some collections filter by the start or the end of a night, and exclude the last date.
      query: { start_date: addDays(range.startDate, -1), end_date: addDays(range.endDate, 1) },
      next: ({ body }) => body.next_token && { query: { next_token: body.next_token } },
    })
    const found = (await Array.fromAsync(pages)).flatMap(({ data }) => data)
    const asked = found.filter((each) => isWithin(textOf(membersOf(each)['day']) ?? range.endDate, range))
    const { items, rejected } = checkItems(shape, asked, `An item of ${collection}`)
    return { ...map(items), rejected }
  }
  return (context: SyncContext) =>
    syncDays(context, { chunkDays: CHUNK_DAYS, read: (range) => read(context, range) })
}

/** The longest long sleep is the night; naps count as time asleep. Of overlapping sleeps one counts. */
function mapSleeps(sleeps: readonly Sleep[]): Pick<DaysRead, 'records' | 'withdrawn'> {
  const spans = sleeps.filter(isKept).map((sleep) => ({
    sleep,
    start: Date.parse(sleep.bedtime_start),
    end: Date.parse(sleep.bedtime_end),
    isMain: sleep.type === 'long_sleep',
  }))
  const byDate = Map.groupBy(withoutOverlaps(spans).counted, ({ sleep }) => sleep.day)
  return {
    records: [...byDate].flatMap(([date, counted]) => {
      const asleep = counted.reduce((sum, { sleep }) => sum + (sleep.total_sleep_duration ?? 0), 0)
      const night = counted.find(({ isMain }) => isMain)?.sleep
      return readFields(SLEEP_SOURCES, date, { ...night, asleep })
    }),
    withdrawn: sleeps
      .filter((sleep) => !isKept(sleep))
      .flatMap(({ day: date }) => Object.keys(SLEEP_STREAM.fields).map((field) => ({ field, date }))),
  }
}

/** Neither deleted by the person nor marked by them as a rest without sleep. */
function isKept({ type }: Sleep): boolean {
  return type !== 'deleted' && type !== 'rest'
}

function mapWorkouts(workouts: readonly Workout[]): { readonly records: readonly EventRecord[] } {
  return { records: workouts.map(eventOf) }
}

function eventOf(workout: Workout): EventRecord {
  const { activity, label, distance, calories, intensity, source } = workout
  return {
    externalId: workout.id,
    type: 'workout',
    title: label ?? activity.replaceAll('_', ' '),
    startedAt: workout.start_datetime,
    endedAt: workout.end_datetime,
    date: workout.day,
    values: defined({ activity, distance: distance && distance / 1000, calories, intensity, source }),
    raw: workout,
  }
}
