import type { DateRange, ProviderHttp, RejectedRecord } from '@tributary/integration-kit'
import { type DataPoint, dailyRollUp, reconciledPoints } from './api.ts'
import { addDays, newestFirst } from './calendar.ts'
import { type DataType, ROLL_UP_DAYS, type RollUpType } from './data-types.ts'
import { type DAILY_VALUES, mapDaily, mapRollUp, type ROLL_UP_VALUES } from './mapping.ts'
import type { Part } from './read-parts.ts'

const ROLL_UPS: Readonly<Record<keyof typeof ROLL_UP_VALUES, RollUpType>> = {
  steps: 'steps',
  distance: 'distance',
  activeZoneMinutes: 'active-zone-minutes',
  calories: 'total-calories',
  weight: 'weight',
}

const DAILY_TYPES: Readonly<Record<keyof typeof DAILY_VALUES, DataType>> = {
  restingHeartRate: 'daily-resting-heart-rate',
  heartRateVariability: 'daily-heart-rate-variability',
  oxygenSaturation: 'daily-oxygen-saturation',
  breathingRate: 'daily-respiratory-rate',
  vo2Max: 'daily-vo2-max',
}

/** Which metric, and what it is called where the stream has several. */
interface Named<Field> {
  readonly field: Field
  readonly name?: string
}

/** A roll-up of a metric over some dates, in as many parts as its limit asks for. */
export function rollUpParts(
  http: ProviderHttp,
  range: DateRange,
  { field, ...named }: Named<keyof typeof ROLL_UP_VALUES>,
): readonly Part[] {
  const type = ROLL_UPS[field]
  return [...newestFirst(range, ROLL_UP_DAYS[type])].map((part) => ({
    ...named,
    range: part,
    async read() {
      const { points, rejected } = await dailyRollUp(http, type, part)
      const mapped = mapRollUp(field, points)
      return { ...mapped, rejected: [...rejected, ...mapped.rejected] }
    },
  }))
}

/** The daily points of a metric over some dates. */
export function dailyPart(
  http: ProviderHttp,
  range: DateRange,
  { field, ...named }: Named<keyof typeof DAILY_VALUES>,
): Part {
  const type = DAILY_TYPES[field]
  const date = `${type.replaceAll('-', '_')}.date`
  const filter = `${date} >= "${range.startDate}" AND ${date} < "${addDays(range.endDate, 1)}"`
  return {
    ...named,
    range,
    async read() {
      const points: DataPoint[] = []
      const rejected: RejectedRecord[] = []
      for await (const page of reconciledPoints(http, { type, filter })) {
        points.push(...page.points)
        rejected.push(...page.rejected)
      }
      const mapped = mapDaily(field, points)
      return { ...mapped, rejected: [...rejected, ...mapped.rejected] }
    },
  }
}
