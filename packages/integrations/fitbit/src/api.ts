import {
  type DateRange,
  IntegrationError,
  isIntegrationError,
  type ProviderHttp,
} from '@tributary/integration-kit'
import { type Static, Type } from 'typebox'
import { addDays, daysIn } from './calendar.ts'
import { type CheckedPoints, checkPoints } from './check-points.ts'
import { DATA_TYPE_SCOPES, type DataType, ROLL_UP_DAYS, type RollUpType } from './data-types.ts'
import { CivilDate, CivilDateTime, civilOf, Int64 } from './wire.ts'

// Everything is optional: ProtoJSON leaves out zeros, empty strings and empty lists. What a record cannot do without is
// asked for in the mapping. What something else can stand in for is unknown here, and read there: stages that are odd
// must not cost a night that has a summary.

export const Identity = Type.Object({ healthUserId: Type.String({ minLength: 1 }) })

export const Settings = Type.Object({
  timeZone: Type.Optional(Type.String()),
  utcOffset: Type.Optional(Type.String()),
})

export const SleepInterval = Type.Object({
  startTime: Type.Optional(Type.String()),
  startUtcOffset: Type.Optional(Type.String()),
  /** Absent while the person sleeps. */
  endTime: Type.Optional(Type.String()),
  endUtcOffset: Type.Optional(Type.String()),
  /** `CivilDateTime` */
  civilStartTime: Type.Optional(Type.Unknown()),
  civilEndTime: Type.Optional(Type.Unknown()),
})

export const Sleep = Type.Object({
  interval: Type.Optional(SleepInterval),
  /** `SleepStage[]` */
  stages: Type.Optional(Type.Unknown()),
  metadata: Type.Optional(
    Type.Object({
      /** `false` while stages are being computed. */
      processed: Type.Optional(Type.Unknown()),
      mainSleep: Type.Optional(Type.Unknown()),
      /** What `mainSleep` was called at first. */
      main: Type.Optional(Type.Unknown()),
      nap: Type.Optional(Type.Unknown()),
    }),
  ),
  summary: Type.Optional(
    Type.Object({
      /** `Int64` */
      minutesAsleep: Type.Optional(Type.Unknown()),
    }),
  ),
})

export type Sleep = Static<typeof Sleep>

const daily = { date: Type.Optional(CivilDate) }

export const DataSource = Type.Object({
  platform: Type.Optional(Type.String()),
  device: Type.Optional(Type.Object({ displayName: Type.Optional(Type.String()) })),
  application: Type.Optional(Type.Object({ packageName: Type.Optional(Type.String()) })),
})

export const DataPoint = Type.Object({
  /** `DataSource` */
  dataSource: Type.Optional(Type.Unknown()),
  dailyRestingHeartRate: Type.Optional(Type.Object({ ...daily, beatsPerMinute: Type.Optional(Int64) })),
  dailyHeartRateVariability: Type.Optional(
    Type.Object({
      ...daily,
      averageHeartRateVariabilityMilliseconds: Type.Optional(Int64),
      deepSleepRootMeanSquareOfSuccessiveDifferencesMilliseconds: Type.Optional(Int64),
    }),
  ),
  dailyOxygenSaturation: Type.Optional(Type.Object({ ...daily, averagePercentage: Type.Optional(Int64) })),
  dailyRespiratoryRate: Type.Optional(Type.Object({ ...daily, breathsPerMinute: Type.Optional(Int64) })),
  dailyVo2Max: Type.Optional(Type.Object({ ...daily, vo2Max: Type.Optional(Int64) })),
  heartRate: Type.Optional(
    Type.Object({
      sampleTime: Type.Optional(Type.Object({ physicalTime: Type.Optional(Type.String()) })),
      beatsPerMinute: Type.Optional(Int64),
    }),
  ),
  sleep: Type.Optional(Sleep),
})

export type DataPoint = Static<typeof DataPoint>

const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Null()]))

/** Points are checked one by one. */
export const DataPoints = Type.Object({
  dataPoints: OrNull(Type.Array(Type.Unknown())),
  nextPageToken: OrNull(Type.String()),
})

export const RollUpPoint = Type.Object({
  civilStartTime: Type.Optional(CivilDateTime),
  steps: Type.Optional(Type.Object({ countSum: Type.Optional(Int64) })),
  distance: Type.Optional(Type.Object({ millimetersSum: Type.Optional(Int64) })),
  activeZoneMinutes: Type.Optional(
    Type.Object({
      sumInFatBurnHeartZone: Type.Optional(Int64),
      sumInCardioHeartZone: Type.Optional(Int64),
      sumInPeakHeartZone: Type.Optional(Int64),
    }),
  ),
  totalCalories: Type.Optional(Type.Object({ kcalSum: Type.Optional(Int64) })),
  weight: Type.Optional(Type.Object({ weightGramsAvg: Type.Optional(Int64) })),
  heartRate: Type.Optional(
    Type.Object({
      beatsPerMinuteAvg: Type.Optional(Int64),
      beatsPerMinuteMin: Type.Optional(Int64),
      beatsPerMinuteMax: Type.Optional(Int64),
    }),
  ),
})

export type RollUpPoint = Static<typeof RollUpPoint>

export const RollUpPoints = Type.Object({
  rollupDataPoints: OrNull(Type.Array(Type.Unknown())),
  nextPageToken: OrNull(Type.String()),
})

/** https://developers.google.com/health/reference/rest/v4/users/getIdentity */
export function getIdentity(http: ProviderHttp): Promise<Static<typeof Identity>> {
  return http.get('/users/me/identity', { schema: Identity })
}

/** https://developers.google.com/health/reference/rest/v4/users/getSettings */
export function getSettings(http: ProviderHttp): Promise<Static<typeof Settings>> {
  return http.get('/users/me/settings', { schema: Settings })
}

export interface Filtered {
  readonly type: DataType
  /** AIP-160, in snake case: `daily_vo2_max.date >= "2026-11-01"`. */
  readonly filter: string
  /** Default 1440, at most 10,000; for sleep at most 25. */
  readonly pageSize?: number
}

/**
 * Data points merged across a person's devices and apps, as the Fitbit app shows them, newest first. Each yield is one
 * answer; an empty one may be followed by others.
 */
export async function* reconciledPoints(
  http: ProviderHttp,
  request: Filtered,
): AsyncGenerator<CheckedPoints<DataPoint>> {
  yield* points(http, `${collection(request.type)}:reconcile`, request)
}

/** Data points as each source delivered them, newest first: a phone and a watch count the same step twice. */
export async function* listedPoints(
  http: ProviderHttp,
  request: Filtered,
): AsyncGenerator<CheckedPoints<DataPoint>> {
  yield* points(http, collection(request.type), request)
}

async function* points(
  http: ProviderHttp,
  path: string,
  { type, filter, pageSize }: Filtered,
): AsyncGenerator<CheckedPoints<DataPoint>> {
  const next = nextToken()
  const pages = http.pages(path, {
    schema: DataPoints,
    query: { filter, pageSize },
    next: ({ body }) => {
      const query = next(body)
      return query && { query }
    },
  })
  try {
    for await (const { dataPoints } of pages) yield checkPoints(DataPoint, { type, found: dataPoints ?? [] })
  } catch (error) {
    throw namingScopes(error, type)
  }
}

/**
 * One point for each day that has data, newest first; days without are left out. The range must not be longer than
 * `ROLL_UP_DAYS` of the type.
 *
 * https://developers.google.com/health/reference/rest/v4/users.dataTypes.dataPoints/dailyRollUp
 */
export async function dailyRollUp(
  http: ProviderHttp,
  type: RollUpType,
  range: DateRange,
): Promise<CheckedPoints<RollUpPoint>> {
  const days = daysIn(range)
  if (days > ROLL_UP_DAYS[type]) throw new RangeError(`${days} days of ${type} in one roll-up`)
  const body = {
    range: { start: civilOf(range.startDate), end: civilOf(addDays(range.endDate, 1)) },
    windowSizeDays: 1,
    // Google multiplies this with the window's size and holds the product against the limit, too: the default of 90 is
    // refused for types of 14 days.
    pageSize: days,
  }
  const found: unknown[] = []
  const next = nextToken()
  try {
    for (let page: { pageToken?: string } | undefined = {}; page !== undefined; ) {
      const answer: Static<typeof RollUpPoints> = await http.post(`${collection(type)}:dailyRollUp`, {
        schema: RollUpPoints,
        json: { ...body, ...page },
      })
      found.push(...(answer.rollupDataPoints ?? []))
      page = next(answer)
    }
    return checkPoints(RollUpPoint, { type, found })
  } catch (error) {
    throw namingScopes(error, type)
  }
}

function collection(type: DataType): string {
  return `/users/me/dataTypes/${type}/dataPoints`
}

/** Goes by the token alone: a page may be empty and still lead on, and the last one has `""` or nothing. */
function nextToken(): (body: {
  readonly nextPageToken?: string | null
}) => { pageToken: string } | undefined {
  let last = ''
  return ({ nextPageToken }) => {
    if (nextPageToken === undefined || nextPageToken === null || nextPageToken === '') return undefined
    if (nextPageToken === last)
      throw new IntegrationError('invalid_data', 'Google Health led from a page to the same page again.')
    last = nextPageToken
    return { pageToken: nextPageToken }
  }
}

/** Google says that a scope is missing, not which. */
function namingScopes(error: unknown, type: DataType): unknown {
  if (!isIntegrationError(error) || error.code !== 'permission_denied') return error
  if (error.missingScopes.length > 0) return error
  return new IntegrationError('permission_denied', error.message, {
    missingScopes: DATA_TYPE_SCOPES[type],
    cause: error,
  })
}
