import type { SimulatorReply, SimulatorRequest } from '@tributary/provider-simulator'
import type { Answers } from './answers.ts'
import { arrivedOf, POINTS } from './data-points.ts'
import { type DataTypeRules, payloadName } from './data-types.ts'
import { BadRequest } from './google-error.ts'
import { emptyPage, readPageToken, writePageToken } from './page-token.ts'
import type { PointsContext } from './point.ts'
import type { KnownDay, Tracker } from './tracker.ts'
import { civilDate } from './writing.ts'
import { addDays, instantOf } from './zone.ts'

type RollUpContext = PointsContext & {
  readonly tracker: Tracker
  readonly request: SimulatorRequest
  readonly answers: Answers
}

const DEFAULT_PAGE_SIZE = 90

/** One point for each day with data, newest first. */
export function dailyRollUp(type: string, rules: DataTypeRules, context: RollUpContext): SimulatorReply {
  const { request, tracker } = context
  if (rules.rollUpDays === undefined) {
    throw new BadRequest(
      `DailyRollup is not supported for data type ${type}, but the following actions are supported: list, reconcile`,
    )
  }
  const { startDate, endDate, pageSize, pageToken } = readBody(request.body, type, rules.rollUpDays)
  const delivered = context.answers.rolledUp(type, startDate, endDate)
  if (delivered !== undefined) return { body: { rollupDataPoints: delivered } }
  const bound = [request.account.id, type, startDate, endDate, pageSize]
  const place = readPageToken(pageToken, bound)
  if (request.dataFaults.has('empty-page')) return emptyPage(place, bound)
  const { offset } = place
  const points: object[] = []
  for (const known of tracker.daysAt(request.now, startDate, addDays(endDate, -1))) {
    const value = ROLL_UPS[type]?.(known, context)
    if (value === undefined) continue
    points.push({
      civilStartTime: { date: civilDate(known.day.date) },
      civilEndTime: { date: civilDate(addDays(known.day.date, 1)) },
      [payloadName(type)]: value,
    })
  }
  const page = points.slice(offset, offset + pageSize)
  const rollupDataPoints = request.dataFaults.has('duplicates') ? [...page, ...page.slice(-1)] : page
  return {
    body: {
      ...(rollupDataPoints.length > 0 && { rollupDataPoints }),
      ...(points.length > offset + pageSize && {
        nextPageToken: writePageToken({ offset: offset + pageSize, detours: 0 }, bound),
      }),
    },
  }
}

type RollUp = (known: KnownDay, context: PointsContext) => object | undefined

const ROLL_UPS: Readonly<Record<string, RollUp>> = {
  steps: (known, { write }) => {
    const sum = arrivedOf(known, known.day.steps)
    return sum === undefined ? undefined : { countSum: write.int64(sum) }
  },
  distance: (known, { write }) => {
    const sum = arrivedOf(known, known.day.millimeters)
    return sum === undefined ? undefined : { millimetersSum: write.int64(sum) }
  },
  'active-zone-minutes': (known, { write }) => {
    const { fatBurn, cardio, peak } = known.day.zoneMinutes
    const sums = Object.entries({
      sumInFatBurnHeartZone: arrivedOf(known, fatBurn) ?? 0,
      sumInCardioHeartZone: arrivedOf(known, cardio) ?? 0,
      sumInPeakHeartZone: arrivedOf(known, peak) ?? 0,
    }).filter(([, sum]) => sum > 0)
    return sums.length === 0
      ? undefined
      : Object.fromEntries(sums.map(([name, sum]) => [name, write.int64(sum)]))
  },
  'total-calories': ({ day, share }) => (share === 0 ? undefined : { kcalSum: day.kilocalories * share }),
  weight: (known, { person }) => {
    const { day, syncedUntil } = known
    const grams = day.weighings
      .filter(({ minutes }) => instantOf(day.date, minutes, person.timeZone) <= syncedUntil)
      .map((weighing) => weighing.grams)
    return grams.length === 0
      ? undefined
      : { weightGramsAvg: grams.reduce((sum, each) => sum + each, 0) / grams.length }
  },
  'heart-rate': (known, context) => {
    const beats = [...(POINTS['heart-rate']?.(known, context) ?? [])].map(({ point }) =>
      Number((point['*'] as { beatsPerMinute: unknown }).beatsPerMinute),
    )
    if (beats.length === 0) return undefined
    return {
      beatsPerMinuteAvg: beats.reduce((sum, each) => sum + each, 0) / beats.length,
      beatsPerMinuteMin: beats.reduce((least, each) => Math.min(least, each)),
      beatsPerMinuteMax: beats.reduce((most, each) => Math.max(most, each)),
    }
  },
}

interface RollUpBody {
  readonly range?: { readonly start?: CivilDateTime; readonly end?: CivilDateTime }
  readonly windowSizeDays?: number
  readonly pageSize?: number
  readonly pageToken?: string
}

interface CivilDateTime {
  readonly date?: { readonly year?: number; readonly month?: number; readonly day?: number }
  readonly time?: object
}

function readBody(
  body: unknown,
  type: string,
  maxDays: number,
): { startDate: string; endDate: string; pageSize: number; pageToken: string | undefined } {
  const { range, windowSizeDays = 1, pageSize = DEFAULT_PAGE_SIZE, pageToken } = (body ?? {}) as RollUpBody
  const startDate = dateIn(range?.start)
  const endDate = dateIn(range?.end)
  if (startDate === undefined || endDate === undefined || startDate >= endDate)
    throw new BadRequest('Invalid range: start and end must be valid dates, and end after start.')
  // Simplified: no other windows are requested here.
  if (windowSizeDays !== 1) throw new BadRequest('The simulator sums up by single days only.')
  const days = (Date.parse(endDate) - Date.parse(startDate)) / 86_400_000
  if (days > maxDays || windowSizeDays * pageSize > maxDays) {
    throw new BadRequest(`The query duration for ${type} exceeds the maximum of ${maxDays} days.`, {
      reason: 'INVALID_ROLLUP_QUERY_DURATION',
      metadata: { maxDurationDays: String(maxDays) },
    })
  }
  return { startDate, endDate, pageSize, pageToken }
}

function dateIn(civil: CivilDateTime | undefined): string | undefined {
  const { year = 0, month = 0, day = 0 } = civil?.date ?? {}
  const time = Date.UTC(year, month - 1, day)
  const date = new Date(time)
  if (Number.isNaN(time) || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  return date.toISOString().slice(0, 10)
}
