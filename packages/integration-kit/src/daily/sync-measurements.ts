import { addDays, newestFirst } from '../dates/calendar.ts'
import type { DateRange } from '../dates/date-range.ts'
import type { MeasurementRecord } from '../records.ts'
import type { JsonValue, Page, RejectedRecord, SyncContext } from '../stream.ts'
import { knownFingerprint, withFingerprint } from './day-fingerprints.ts'
import { isOfOnePart, joinFailures, type PartFailure } from './part-failures.ts'
import type { PersonClock } from './person-clock.ts'
import { cursorAfter, progressOf } from './window-progress.ts'

/** A part of a day's measurements, and the instant before which the rest is, in milliseconds since 1970. */
export interface MeasurementsRead {
  readonly records: readonly MeasurementRecord[]
  readonly rejected: readonly RejectedRecord[]
  readonly before: number
}

/** How the measurements of a stream are read. */
export interface MeasurementsReader {
  readonly clock: PersonClock
  /**
   * A value per date that shows whether measurements were added to a day: its average, for one. A completely read day with an
   * unchanged fingerprint is skipped.
   */
  fingerprints?(range: DateRange): Promise<ReadonlyMap<string, string> | undefined>
  /** The measurements from one instant, inclusive, to another, exclusive; latest first. */
  read(from: number, to: number): AsyncIterable<MeasurementsRead>
}

/**
 * Reads the measurements of a window day by day, newest first, and resumes within a day after an interruption. A page covers a
 * day that is over. A refused day does not affect the others.
 *
 * @example
 * async *sync(context) {
 *   const clock = personClock({ timeZone: 'Europe/Berlin' }, context.now())
 *   yield* syncMeasurements(context, { clock, read: (from, to) => readHeartRates(context.http, from, to) })
 * }
 */
export async function* syncMeasurements(
  { window, cursor, signal }: Pick<SyncContext, 'window' | 'cursor' | 'signal'>,
  { clock, fingerprints, read }: MeasurementsReader,
): AsyncGenerator<Page<MeasurementRecord>> {
  signal.throwIfAborted()
  const range = clock.rangeOf(window)
  if (range === undefined) return
  const current = await fingerprints?.(range)
  const bounds = { start: clock.startOf(range.startDate), end: clock.startOf(addDays(range.endDate, 1)) }
  const resumed = Date.parse(progressOf(cursor, window) ?? '')
  const limit = Number.isNaN(resumed) ? bounds.end : resumed
  const failures: PartFailure[] = []
  let place: JsonValue | undefined = cursor
  for (const { startDate: date } of newestFirst(range, 1)) {
    const [from, dayEnd] = [clock.startOf(date), clock.startOf(addDays(date, 1))]
    const to = Math.min(dayEnd, limit)
    if (to <= from) continue
    const fingerprint = current?.get(date)
    let isRead = true
    // The last page of a day ends with the day: one that repeats an instant alone would leave the cursor where it is.
    let last: Page<MeasurementRecord> | undefined
    if (fingerprint === undefined || fingerprint !== knownFingerprint(place, date)) {
      try {
        for await (const { before, ...measurements } of read(from, to)) {
          signal.throwIfAborted()
          if (last !== undefined) yield last
          place = cursorAfter(place, window, new Date(before).toISOString())
          last = { ...measurements, cursor: place, progress: progressAt(before, bounds) }
        }
        // A day resumed in its middle may have received measurements behind that position.
        if (to === dayEnd) place = withFingerprint(place, date, fingerprint)
      } catch (error) {
        if (last !== undefined) yield last
        last = undefined
        if (!isOfOnePart(error) || error.code === 'upstream') throw error
        failures.push({ error })
        isRead = false
      }
    }
    place = cursorAfter(place, window, from <= bounds.start ? undefined : new Date(from).toISOString())
    const covers = { startDate: date, endDate: date }
    yield {
      records: [],
      ...last,
      cursor: place,
      progress: progressAt(from, bounds),
      ...(isRead && date <= clock.lastFullDate ? { covers } : {}),
    }
  }
  const failure = joinFailures(failures)
  if (failure !== undefined) throw failure
}

function progressAt(before: number, { start, end }: { start: number; end: number }): number {
  return Math.min(1, Math.max(0, (end - before) / (end - start)))
}
