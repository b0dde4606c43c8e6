import type {
  DailyMetricRecord,
  DateRange,
  Page,
  ProviderHttp,
  RejectedRecord,
  SyncContext,
} from '@tributary/integration-kit'
import { addDays, daysIn, newestFirst, without } from './calendar.ts'
import { rangeOf, readPersonClock } from './person-clock.ts'
import { cursorAfter, progressOf } from './window-progress.ts'

/** What there is of a range of dates. */
export interface DaysRead {
  readonly records: readonly DailyMetricRecord[]
  readonly rejected: readonly RejectedRecord[]
  /** Dates of the range of which something is still to come. */
  readonly incomplete?: ReadonlySet<string>
}

export interface DaysReader {
  /** Dates read at once: what a run that dies has to read again, and what is in memory. */
  readonly chunkDays: number
  read(http: ProviderHttp, range: DateRange): Promise<DaysRead>
}

/**
 * Reads a window in chunks, the newest first, so that a person who has just connected sees this week before last year. A
 * page covers the dates that are over and complete: never today, which the next sync reads again.
 */
export async function* syncDays(
  context: SyncContext,
  { chunkDays, read }: DaysReader,
  now: () => number,
): AsyncGenerator<Page<DailyMetricRecord>> {
  const { http, window, cursor, signal } = context
  signal.throwIfAborted()
  const time = now()
  const clock = await readPersonClock(http, time)
  const range = rangeOf(window, clock, time)
  if (range === undefined) return
  const before = progressOf(cursor, window)
  const left = before === undefined ? range : { ...range, endDate: addDays(before, -1) }
  let current = cursor
  for (const chunk of newestFirst(left, chunkDays)) {
    signal.throwIfAborted()
    const days = await read(http, chunk)
    for (const { part, covers } of partsOf(chunk, clock.lastFullDate, days)) {
      const isLast = part.startDate <= range.startDate
      current = cursorAfter(current, window, isLast ? undefined : part.startDate)
      yield {
        records: days.records.filter(({ date }) => isWithin(date, part)),
        rejected: part.endDate === chunk.endDate ? days.rejected : [],
        cursor: current,
        progress: isLast ? 1 : daysIn({ startDate: part.startDate, endDate: range.endDate }) / daysIn(range),
        ...(covers === undefined ? {} : { covers }),
      }
    }
  }
}

/**
 * The pages of a chunk: one, unless some of its dates are incomplete. Then one for each run of complete dates, which
 * takes with it the incomplete ones right before it. The records of a page's dates are all in that page.
 */
function partsOf(
  chunk: DateRange,
  lastFullDate: string,
  { incomplete = new Set() }: DaysRead,
): readonly { readonly part: DateRange; readonly covers: DateRange | undefined }[] {
  const full = { ...chunk, endDate: chunk.endDate < lastFullDate ? chunk.endDate : lastFullDate }
  const runs = full.endDate < full.startDate ? [] : without(full, incomplete)
  if (runs.length === 0) return [{ part: chunk, covers: undefined }]
  return runs.map((covers, index) => {
    const next = runs[index + 1]
    const startDate = next === undefined ? chunk.startDate : addDays(next.endDate, 1)
    const endDate = index === 0 ? chunk.endDate : covers.endDate
    return { part: { startDate, endDate }, covers }
  })
}

function isWithin(date: string, { startDate, endDate }: DateRange): boolean {
  return date >= startDate && date <= endDate
}
