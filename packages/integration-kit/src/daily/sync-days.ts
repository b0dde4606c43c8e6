import { addDays, daysIn, isWithin, newestFirst, without } from '../dates/calendar.ts'
import type { DateRange } from '../dates/date-range.ts'
import type { DailyMetricRecord } from '../records.ts'
import type { Page, SyncContext } from '../stream.ts'
import type { DaysRead } from './days-read.ts'
import { describeFailure, isOfOnePart, joinFailures, type PartFailure } from './part-failures.ts'
import { type PersonClock, personClock } from './person-clock.ts'
import { cursorAfter, progressOf } from './window-progress.ts'

/** How the dates of a stream are read. */
export interface DaysReader<Row = DailyMetricRecord> {
  /** Dates per read: the amount that an interrupted run reads again, and that is in memory. */
  readonly chunkDays: number
  /** Default: the clock of a person without a known time zone. */
  readonly clock?: PersonClock
  /** The data of some dates; use `readParts` for several kinds of data. */
  read(range: DateRange): Promise<DaysRead<Row>>
}

/**
 * Reads a window in chunks, newest first, so that a newly connected person sees this week before last year. A page covers the
 * dates that are over and complete: never today, which the next sync reads again.
 *
 * Records are daily values, or others with a date, like events. Refused data affects neither other data of its dates nor other
 * dates, and is thrown at the end, as one error. A resumed run continues at its chunk; `syncDays` keeps the cursor.
 *
 * @example
 * async *sync(context) {
 *   const clock = personClock({ timeZone: 'Europe/Berlin' }, context.now())
 *   yield* syncDays(context, { chunkDays: 90, clock, read: (range) => readSteps(context.http, range) })
 * }
 */
export async function* syncDays<Row extends { readonly date: string } = DailyMetricRecord>(
  { window, cursor, signal, now }: Pick<SyncContext, 'window' | 'cursor' | 'signal' | 'now'>,
  { chunkDays, clock = personClock({}, now()), read }: DaysReader<Row>,
): AsyncGenerator<Page<Row>> {
  signal.throwIfAborted()
  const range = clock.rangeOf(window)
  if (range === undefined) return
  const before = progressOf(cursor, window)
  const left = before === undefined ? range : { ...range, endDate: addDays(before, -1) }
  const failures: PartFailure[] = []
  let current = cursor
  for (const chunk of newestFirst(left, chunkDays)) {
    signal.throwIfAborted()
    const days = await readChunk(chunk, read)
    failures.push(...(days.failures ?? []))
    if (days.isUnread === true) {
      // A missing permission applies to all dates.
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

/** A problem of the provider ends the run, which resumes there later. A refusal of some dates does not concern others. */
async function readChunk<Row>(chunk: DateRange, read: DaysReader<Row>['read']): Promise<DaysRead<Row>> {
  try {
    return await read(chunk)
  } catch (error) {
    if (!isOfOnePart(error) || error.code === 'upstream') throw error
    return { records: [], rejected: [], failures: [{ error }], isUnread: true }
  }
}

/** The data of a chunk for the page of some of its dates; data without a date is in the first page. */
function contentsOf<Row extends { readonly date: string }>(
  { records, rejected, withdrawn = [], skipped = 0, failures = [] }: DaysRead<Row>,
  { part, isFirst }: { readonly part: DateRange; readonly isFirst: boolean },
): Omit<Page<Row>, 'cursor'> {
  const isOfPart = ({ date }: { readonly date: string }) => isWithin(date, part)
  const told = new Set(records.map((record) => placeOf(record)))
  const untold = withdrawn.filter((value) => isOfPart(value) && !told.has(placeOf(value)))
  const warning = [...new Set(failures.map(describeFailure))].join(' ')
  return {
    records: records.filter(isOfPart),
    rejected: isFirst ? rejected : [],
    ...(untold.length > 0 ? { withdrawn: untold } : {}),
    ...(isFirst && skipped > 0 ? { skipped } : {}),
    ...(isFirst && warning !== '' ? { warning: `Not everything could be read. ${warning}` } : {}),
  }
}

/** Only daily values have a field and can be withdrawn. */
function placeOf({ date, field = '' }: { readonly date: string; readonly field?: string }): string {
  return `${field} ${date}`
}

/**
 * The pages of a chunk: one, unless some of its dates are incomplete; then one for each run of complete dates, together with the
 * incomplete ones right before it. The records of a page's dates are all in that page.
 */
function partsOf(
  chunk: DateRange,
  lastFullDate: string,
  { incomplete = new Set() }: DaysRead<unknown>,
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
