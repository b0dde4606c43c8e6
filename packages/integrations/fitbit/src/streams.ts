import { type DateRange, dailyMetricStream, type ProviderHttp, type Stream } from '@tributary/integration-kit'
import { type DataPoint, dailyRollUp, reconciledPoints } from './api.ts'
import { addDays, newestFirst } from './calendar.ts'
import { type DataType, ROLL_UP_DAYS, type RollUpType, SCOPES } from './data-types.ts'
import { heartRateStream } from './heart-rate.ts'
import { type Mapped, mapDaily, mapRollUp } from './mapping.ts'
import { type FinishedSleep, mapSleeps, readSleep } from './sleep-mapping.ts'
import { type DaysRead, type DaysReader, syncDays } from './sync-days.ts'

/** Below the 90 days of most roll-ups, and a whole number of the 14 of calories: nine requests for all of activity. */
const CHUNK_DAYS = 84
const SLEEP_PAGE_SIZE = 25

const ACTIVITY_ROLL_UPS = {
  steps: 'steps',
  distance: 'distance',
  activeZoneMinutes: 'active-zone-minutes',
  calories: 'total-calories',
} as const

const VITALS = {
  restingHeartRate: 'daily-resting-heart-rate',
  heartRateVariability: 'daily-heart-rate-variability',
  oxygenSaturation: 'daily-oxygen-saturation',
  breathingRate: 'daily-respiratory-rate',
} as const

/** The streams; `now` in milliseconds since 1970. */
// oxlint-disable-next-line typescript/no-explicit-any -- streams of different rows, each checked against its own schema
export function fitbitStreams(now: () => number): readonly Stream<any>[] {
  const daily = (reader: DaysReader) => ({
    sync: (context: Parameters<typeof syncDays>[0]) => syncDays(context, reader, now),
  })
  return [
    dailyMetricStream({
      id: 'daily-activity',
      displayName: 'Daily activity',
      scopes: [SCOPES.activity],
      fields: {
        steps: { label: 'Steps', unit: 'steps', type: 'number' },
        distance: { label: 'Distance', unit: 'km', type: 'number' },
        activeZoneMinutes: { label: 'Active Zone Minutes', unit: 'min', type: 'number' },
        calories: { label: 'Calories burned', unit: 'kcal', type: 'number' },
      },
      ...daily({ chunkDays: CHUNK_DAYS, read: readActivity }),
    }),
    dailyMetricStream({
      id: 'sleep',
      displayName: 'Sleep',
      scopes: [SCOPES.sleep],
      fields: {
        sleepLength: { label: 'Time asleep', unit: 'min', type: 'number' },
        bedTime: { label: 'Bedtime', type: 'time' },
        wakeUpTime: { label: 'Wake-up time', type: 'time' },
      },
      ...daily({ chunkDays: CHUNK_DAYS, read: readSleeps }),
    }),
    dailyMetricStream({
      id: 'daily-vitals',
      displayName: 'Daily vitals',
      scopes: [SCOPES.healthMetrics],
      fields: {
        restingHeartRate: { label: 'Resting heart rate', unit: 'bpm', type: 'number' },
        heartRateVariability: { label: 'Heart rate variability', unit: 'ms', type: 'number' },
        oxygenSaturation: { label: 'Oxygen saturation (SpO2)', unit: '%', type: 'number' },
        breathingRate: { label: 'Breathing rate', unit: 'breaths/min', type: 'number' },
      },
      ...daily({ chunkDays: CHUNK_DAYS, read: readVitals }),
    }),
    dailyMetricStream({
      id: 'cardio-fitness',
      displayName: 'Cardio fitness',
      scopes: [SCOPES.activity, SCOPES.healthMetrics],
      fields: { vo2Max: { label: 'VO2 max', unit: 'ml/kg/min', type: 'number' } },
      ...daily({ chunkDays: CHUNK_DAYS, read: (http, range) => readDaily(http, 'vo2Max', range) }),
    }),
    dailyMetricStream({
      id: 'weight',
      displayName: 'Weight',
      scopes: [SCOPES.healthMetrics],
      fields: { weight: { label: 'Weight', unit: 'kg', type: 'number' } },
      ...daily({
        chunkDays: CHUNK_DAYS,
        read: (http, range) => readRollUp(http, { field: 'weight', type: 'weight' }, range),
      }),
    }),
    heartRateStream(now),
  ]
}

async function readActivity(http: ProviderHttp, range: DateRange): Promise<DaysRead> {
  const fields = ['steps', 'distance', 'activeZoneMinutes', 'calories'] as const
  return joined(
    await inTurn(fields, (field) => readRollUp(http, { field, type: ACTIVITY_ROLL_UPS[field] }, range)),
  )
}

async function readVitals(http: ProviderHttp, range: DateRange): Promise<DaysRead> {
  const fields = ['restingHeartRate', 'heartRateVariability', 'oxygenSaturation', 'breathingRate'] as const
  return joined(await inTurn(fields, (field) => readDaily(http, field, range)))
}

async function readRollUp(
  http: ProviderHttp,
  { field, type }: { field: Parameters<typeof mapRollUp>[0]; type: RollUpType },
  range: DateRange,
): Promise<Mapped> {
  const parts = [...newestFirst(range, ROLL_UP_DAYS[type])]
  return joined(await inTurn(parts, async (part) => mapRollUp(field, await dailyRollUp(http, type, part))))
}

async function readDaily(
  http: ProviderHttp,
  field: Parameters<typeof mapDaily>[0],
  { startDate, endDate }: DateRange,
): Promise<Mapped> {
  const type: DataType = field === 'vo2Max' ? 'daily-vo2-max' : VITALS[field]
  const date = `${type.replaceAll('-', '_')}.date`
  const filter = `${date} >= "${startDate}" AND ${date} < "${addDays(endDate, 1)}"`
  const points: DataPoint[] = []
  for await (const page of reconciledPoints(http, { type, filter })) points.push(...page)
  return mapDaily(field, points)
}

/** Sleep can be asked for by its end alone, which is also what gives a night its date. */
async function readSleeps(http: ProviderHttp, { startDate, endDate }: DateRange): Promise<DaysRead> {
  const end = 'sleep.interval.civil_end_time'
  const filter = `${end} >= "${startDate}" AND ${end} < "${addDays(endDate, 1)}"`
  const finished: FinishedSleep[] = []
  const rejected: DaysRead['rejected'][number][] = []
  const incomplete = new Set<string>()
  const withheld = new Set<string>()
  for await (const page of reconciledPoints(http, { type: 'sleep', filter, pageSize: SLEEP_PAGE_SIZE })) {
    for (const sleep of page.map(readSleep)) {
      if (sleep.kind === 'finished') finished.push(sleep)
      else if (sleep.kind === 'rejected') rejected.push(sleep.rejected)
      else
        for (const date of sleep.dates) {
          incomplete.add(date)
          if (sleep.hasEnded) withheld.add(date)
        }
    }
  }
  const told = finished.filter(({ date }) => date >= startDate && date <= endDate && !withheld.has(date))
  return { records: mapSleeps(told), rejected, incomplete }
}

function joined(parts: readonly Mapped[]): Mapped {
  return {
    records: parts.flatMap((part) => part.records),
    rejected: parts.flatMap((part) => part.rejected),
  }
}

/** One request at a time: a person's account has 300 a minute, and everything of theirs shares them. */
async function inTurn<Item, Result>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  for (const item of items) results.push(await ask(item))
  return results
}
