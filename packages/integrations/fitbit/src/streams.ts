import {
  type DailyMetricRecord,
  dailyMetricStream,
  type ImportContext,
  type MetricField,
  type Page,
  type ProviderHttp,
  type SyncContext,
} from '@tributary/integration-kit'
import { type Part, readParts, SLEEP_FIELDS, syncDays } from '@tributary/integration-kit/daily'
import type { DateRange } from '@tributary/integration-kit/dates'
import { readClock } from './clock.ts'
import { SCOPES } from './data-types-table.ts'
import { ACTIVITY_FIELDS, CARDIO_FIELDS, VITALS_FIELDS, WEIGHT_FIELDS } from './fields-table.ts'
import { dailyPart, rollUpParts } from './parts.ts'
import { readSleeps } from './read-sleeps.ts'
import { importDays } from './takeout.ts'
import { importSleeps } from './takeout-sleep.ts'

/** Below the 90 days of most roll-ups, and a multiple of the 14 of calories: nine requests for all of activity. */
const CHUNK_DAYS = 84

/** Reads a stream's data for some dates. `now` in milliseconds since 1970. */
type PartsOf = (http: ProviderHttp, range: DateRange, now: number) => readonly Part[]

interface Named {
  readonly id: string
  readonly displayName: string
  readonly scopes: readonly string[]
  /** Reads a Google Takeout. */
  readonly importFile?: (context: ImportContext) => AsyncIterable<Page<DailyMetricRecord>>
}

function stream(named: Named, fields: Readonly<Record<string, MetricField>>, partsOf: PartsOf) {
  return dailyMetricStream({
    ...named,
    fields,
    async *sync(context: SyncContext) {
      const clock = await readClock(context)
      const read = (range: DateRange) => readParts(partsOf(context.http, range, context.now()))
      yield* syncDays(context, { chunkDays: CHUNK_DAYS, clock, read })
    },
  })
}

const ACTIVITY = ['steps', 'distance', 'activeZoneMinutes', 'calories'] as const
const VITALS = ['restingHeartRate', 'heartRateVariability', 'oxygenSaturation', 'breathingRate'] as const

export const dailyStreams = [
  stream(
    {
      id: 'daily-activity',
      displayName: 'Daily activity',
      scopes: [SCOPES.activity],
      importFile: (context) => importDays(context, ACTIVITY_FIELDS),
    },
    ACTIVITY_FIELDS,
    (http, range) =>
      ACTIVITY.flatMap((field) => rollUpParts(http, range, { field, name: ACTIVITY_FIELDS[field].label })),
  ),
  stream(
    { id: 'sleep', displayName: 'Sleep', scopes: [SCOPES.sleep], importFile: importSleeps },
    SLEEP_FIELDS,
    (http, range, now) => [{ range, read: () => readSleeps(http, range, now) }],
  ),
  stream(
    {
      id: 'daily-vitals',
      displayName: 'Daily vitals',
      scopes: [SCOPES.healthMetrics],
      importFile: (context) => importDays(context, VITALS_FIELDS),
    },
    VITALS_FIELDS,
    (http, range) =>
      VITALS.map((field) => dailyPart(http, range, { field, name: VITALS_FIELDS[field].label })),
  ),
  stream(
    { id: 'cardio-fitness', displayName: 'Cardio fitness', scopes: [SCOPES.activity, SCOPES.healthMetrics] },
    CARDIO_FIELDS,
    (http, range) => [dailyPart(http, range, { field: 'vo2Max' })],
  ),
  stream(
    {
      id: 'weight',
      displayName: 'Weight',
      scopes: [SCOPES.healthMetrics],
      importFile: (context) => importDays(context, WEIGHT_FIELDS),
    },
    WEIGHT_FIELDS,
    (http, range) => rollUpParts(http, range, { field: 'weight' }),
  ),
]
