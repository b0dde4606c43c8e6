import { addDays, daysIn, isWithin, newestFirst, without } from '../dates/calendar.ts'
import type { DateRange } from '../dates/date-range.ts'
import type { DailyMetricRecord } from '../records.ts'
import type { Page, SyncContext } from '../stream.ts'
import type { DaysRead } from './days-read.ts'
import { describeFailure, joinFailures, type PartFailure } from './part-failures.ts'
import type { PersonClock } from './person-clock.ts'
import { cursorAfter, progressOf } from './window-progress.ts'

/** How the dates of a stream are read. */
export interface DaysReader {
  /** Dates read at once: what a run that dies has to read again, and what is in memory. */
  readonly chunkDays: number
  readonly clock: PersonClock
  /** What there is of some dates; `readParts` where it is several kinds of data. */
  read(range: DateRange): Promise<DaysRead>
}

/**
 * Reads a window in chunks, the newest first, so that a person who has just connected sees this week before last year. A
 * page covers the dates that are over and complete: never today, which the next sync reads again.
 *
 * What is refused keeps neither other data of its dates nor other dates out. It is thrown at the end, as one error. A run that
 * resumes goes on at the chunk that it was in; the cursor is kept by `syncDays`.
 *
 * @example
 * async *sync(context) {
 *   const clock = personClock({ timeZone: 'Europe/Berlin' }, context.now())
 *   yield* syncDays(context, { chunkDays: 90, clock, read: (range) => readSteps(context.http, range) })
 * }
 */
export async function* syncDays(
  { window, cursor, signal }: Pick<SyncContext, 'window' | 'cursor' | 'signal'>,
  { chunkDays, clock, read }: DaysReader,
): AsyncGenerator<Page<DailyMetricRecord>> {
  signal.throwIfAborted()
  const range = clock.rangeOf(window)
  if (range === undefined) return
  const before = progressOf(cursor, window)
  const left = before === undefined ? range : { ...range, endDate: addDays(before, -1) }
  const failures: PartFailure[] = []
  let current = cursor
  for (const chunk of newestFirst(left, chunkDays)) {
    signal.throwIfAborted()
    const days = await read(chunk)
    failures.push(...(days.failures ?? []))
    if (days.isUnread === true) {
      // What is not allowed is allowed on no other date.
      if (failures.every(({ error }) => error.code === 'permission_denied')) break
      continue
    }
    for (const { part, covers } of partsOf(chunk, clock.lastFullDate, days)) {
      const isLast = part.startDate <= range.startDate
      current = cursorAfter(current, window, isLast ? undefined : part.startDate)
      yield {
        ...contentsOf(days, { part, isFirst: part.endDate === chunk.endDate }),
        cursor: current,
        progress: isLast ? 1 : daysIn({ startDate: part.startDate, endDate: range.endDate }) / daysIn(range),
        ...(covers === undefined ? {} : { covers }),
      }
    }
  }
  const failure = joinFailures(failures)
  if (failure !== undefined) throw failure
}

/** What of a chunk is in the page of some of its dates; what has no date is in the first one. */
function contentsOf(
  { records, rejected, withdrawn = [], skipped = 0, failures = [] }: DaysRead,
  { part, isFirst }: { readonly part: DateRange; readonly isFirst: boolean },
): Omit<Page<DailyMetricRecord>, 'cursor'> {
  const isOfPart = ({ date }: { readonly date: string }) => isWithin(date, part)
  const warning = [...new Set(failures.map(describeFailure))].join(' ')
  return {
    records: records.filter(isOfPart),
    rejected: isFirst ? rejected : [],
    ...(withdrawn.some(isOfPart) ? { withdrawn: withdrawn.filter(isOfPart) } : {}),
    ...(isFirst && skipped > 0 ? { skipped } : {}),
    ...(isFirst && warning !== '' ? { warning: `Not everything could be read. ${warning}` } : {}),
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
