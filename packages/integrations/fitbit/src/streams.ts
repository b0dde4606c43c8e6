import {
  type DateRange,
  dailyMetricStream,
  type ProviderHttp,
  type Stream,
  type SyncContext,
} from '@tributary/integration-kit'
import { SCOPES } from './data-types.ts'
import { ACTIVITY_FIELDS, CARDIO_FIELDS, SLEEP_FIELDS, VITALS_FIELDS, WEIGHT_FIELDS } from './fields.ts'
import { heartRateStream } from './heart-rate.ts'
import { dailyPart, rollUpParts } from './parts.ts'
import { type Part, readParts } from './read-parts.ts'
import { readSleeps } from './read-sleeps.ts'
import { syncDays } from './sync-days.ts'

/** Below the 90 days of most roll-ups, and a whole number of the 14 of calories: nine requests for all of activity. */
const CHUNK_DAYS = 84

/** What a stream reads of some dates. `now` in milliseconds since 1970. */
type PartsOf = (http: ProviderHttp, range: DateRange, now: number) => readonly Part[]

const ACTIVITY = ['steps', 'distance', 'activeZoneMinutes', 'calories'] as const
const VITALS = ['restingHeartRate', 'heartRateVariability', 'oxygenSaturation', 'breathingRate'] as const

const activityParts: PartsOf = (http, range) =>
  ACTIVITY.flatMap((field) => rollUpParts(http, range, { field, name: ACTIVITY_FIELDS[field].label }))

const vitalsParts: PartsOf = (http, range) =>
  VITALS.map((field) => dailyPart(http, range, { field, name: VITALS_FIELDS[field].label }))

const sleepParts: PartsOf = (http, range, now) => [{ range, read: () => readSleeps(http, range, now) }]

/** The streams; `now` in milliseconds since 1970. */
// oxlint-disable-next-line typescript/no-explicit-any -- streams of different rows, each checked against its own schema
export function fitbitStreams(now: () => number): readonly Stream<any>[] {
  const daily = (parts: PartsOf) => ({
    sync: (context: SyncContext) =>
      syncDays(context, { chunkDays: CHUNK_DAYS, read: (...asked) => readParts(parts(...asked)) }, now),
  })
  return [
    dailyMetricStream({
      id: 'daily-activity',
      displayName: 'Daily activity',
      scopes: [SCOPES.activity],
      fields: ACTIVITY_FIELDS,
      ...daily(activityParts),
    }),
    dailyMetricStream({
      id: 'sleep',
      displayName: 'Sleep',
      scopes: [SCOPES.sleep],
      fields: SLEEP_FIELDS,
      ...daily(sleepParts),
    }),
    dailyMetricStream({
      id: 'daily-vitals',
      displayName: 'Daily vitals',
      scopes: [SCOPES.healthMetrics],
      fields: VITALS_FIELDS,
      ...daily(vitalsParts),
    }),
    dailyMetricStream({
      id: 'cardio-fitness',
      displayName: 'Cardio fitness',
      scopes: [SCOPES.activity, SCOPES.healthMetrics],
      fields: CARDIO_FIELDS,
      ...daily((http, range) => [dailyPart(http, range, { field: 'vo2Max' })]),
    }),
    dailyMetricStream({
      id: 'weight',
      displayName: 'Weight',
      scopes: [SCOPES.healthMetrics],
      fields: WEIGHT_FIELDS,
      ...daily((http, range) => rollUpParts(http, range, { field: 'weight' })),
    }),
    heartRateStream(now),
  ]
}
