import type { ProviderHttp, RejectedRecord } from '@tributary/integration-kit'
import type { DaysRead, Part } from '@tributary/integration-kit/daily'
import { addDays, type DateRange, newestFirst } from '@tributary/integration-kit/dates'
import { dailyRollUp, reconciledPoints } from './api.ts'
import type { DataPoint } from './api-shapes.ts'
import { DAILY_TYPES, ROLL_UP_DAYS, ROLL_UP_TYPES } from './data-types-table.ts'
import { mapDaily, mapRollUp } from './mapping.ts'

/** The metric, and its name if the stream has several. */
interface Named<Field> {
  readonly field: Field
  readonly name?: string
}

/** A roll-up of a metric over some dates, in as many requests as its limit requires. */
export function rollUpParts(
  http: ProviderHttp,
  range: DateRange,
  { field, ...named }: Named<keyof typeof ROLL_UP_TYPES>,
): readonly Part[] {
  const type = ROLL_UP_TYPES[field]
  const read = async (part: DateRange) => {
    const { items, rejected } = await dailyRollUp(http, type, part)
    return withRejected(mapRollUp(field, items), rejected)
  }
  return [...newestFirst(range, ROLL_UP_DAYS[type])].map((part) => ({
    ...named,
    range: part,
    read: () => read(part),
  }))
}

/** The daily points of a metric over some dates. */
export function dailyPart(
  http: ProviderHttp,
  range: DateRange,
  { field, ...named }: Named<keyof typeof DAILY_TYPES>,
): Part {
  const type = DAILY_TYPES[field]
  const date = `${type.replaceAll('-', '_')}.date`
  const filter = `${date} >= "${range.startDate}" AND ${date} < "${addDays(range.endDate, 1)}"`
  const read = async () => {
    const points: DataPoint[] = []
    const rejected: RejectedRecord[] = []
    for await (const page of reconciledPoints(http, { type, filter })) {
      points.push(...page.items)
      rejected.push(...page.rejected)
    }
    return withRejected(mapDaily(field, points), rejected)
  }
  return { ...named, range, read }
}

function withRejected(read: DaysRead, rejected: readonly RejectedRecord[]): DaysRead {
  return { ...read, rejected: [...rejected, ...read.rejected] }
}
