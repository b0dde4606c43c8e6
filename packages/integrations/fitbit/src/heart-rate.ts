import {
  type MeasurementRecord,
  measurementStream,
  type Page,
  type ProviderHttp,
  type RejectedRecord,
  type Stream,
  type SyncContext,
} from '@tributary/integration-kit'
import { Check } from 'typebox/value'
import { type DataPoint, DataSource, listedPoints } from './api.ts'
import { addDays, newestFirst } from './calendar.ts'
import { SCOPES } from './data-types.ts'
import { knownFingerprint, readFingerprints, withFingerprint } from './day-fingerprints.ts'
import { isOfOnePart, joinFailures, type PartFailure } from './part-failures.ts'
import { rangeOf, readPersonClock } from './person-clock.ts'
import { cursorAfter, progressOf } from './window-progress.ts'
import { numberOf } from './wire.ts'

/** Of an answer; about a megabyte. A day of a watch that measures every two seconds is eight of them. */
const PAGE_SIZE = 5000
/** Of a page of ours: small transactions let others in between. */
const COMMIT_SIZE = 500

/** Every single measurement of the heart rate. */
export function heartRateStream(now: () => number): Stream<MeasurementRecord> {
  return measurementStream({
    id: 'heart-rate',
    displayName: 'Heart rate, every measurement',
    fields: { heartRate: { label: 'Heart rate', unit: 'bpm' } },
    scopes: [SCOPES.healthMetrics],
    offByDefault:
      'A watch measures every few seconds, which makes up to 40,000 values a day. Switch it on if you want to keep them all; the resting heart rate of each day comes without it.',
    sync: (context) => syncHeartRate(context, now),
  })
}

/**
 * Day by day, the newest first, and within a day as Google lists it: the latest measurement first. A day that has been read
 * and whose fingerprint is still the same is passed over. A day that is refused does not keep the others out.
 */
async function* syncHeartRate(
  { http, window, cursor, signal }: SyncContext,
  now: () => number,
): AsyncGenerator<Page<MeasurementRecord>> {
  signal.throwIfAborted()
  const time = now()
  const clock = await readPersonClock(http, time)
  const range = rangeOf(window, clock, time)
  if (range === undefined) return
  const fingerprints = await readFingerprints(http, range)
  const bounds = { start: clock.startOf(range.startDate), end: clock.startOf(addDays(range.endDate, 1)) }
  const resumed = Date.parse(progressOf(cursor, window) ?? '')
  const limit = Number.isNaN(resumed) ? bounds.end : resumed
  const failures: PartFailure[] = []
  let current = cursor
  for (const { startDate: date } of newestFirst(range, 1)) {
    const [from, dayEnd] = [clock.startOf(date), clock.startOf(addDays(date, 1))]
    if (Math.min(dayEnd, limit) <= from) continue
    const day = { from, to: Math.min(dayEnd, limit), fingerprint: fingerprints?.get(date) }
    let isRead = true
    if (day.fingerprint === undefined || day.fingerprint !== knownFingerprint(current, date)) {
      try {
        for await (const { before, ...rates } of dayPages(http, day)) {
          signal.throwIfAborted()
          current = cursorAfter(current, window, new Date(before).toISOString())
          yield { ...rates, cursor: current, progress: progressAt(before, bounds) }
        }
        // A day that was gone on with in its middle may have got something behind that place.
        if (day.to === dayEnd) current = withFingerprint(current, date, day.fingerprint)
      } catch (error) {
        if (!isOfOnePart(error) || error.code === 'upstream') throw error
        failures.push({ error })
        isRead = false
      }
    }
    current = cursorAfter(current, window, from <= bounds.start ? undefined : new Date(from).toISOString())
    const covers = { startDate: date, endDate: date }
    yield {
      records: [],
      cursor: current,
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

interface HeartRates {
  readonly records: readonly MeasurementRecord[]
  readonly rejected: readonly RejectedRecord[]
  readonly oldest: number | undefined
}

/** Some of a day's measurements, and the instant before which the rest of them is. */
type DayPage = Pick<HeartRates, 'records' | 'rejected'> & { readonly before: number }

async function* dayPages(
  http: ProviderHttp,
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<DayPage> {
  const time = 'heart_rate.sample_time.physical_time'
  const filter = `${time} >= "${new Date(from).toISOString()}" AND ${time} < "${new Date(to).toISOString()}"`
  let before = to
  for await (const page of listedPoints(http, { type: 'heart-rate', filter, pageSize: PAGE_SIZE })) {
    const { points, rejected } = page
    if (rejected.length > 0) yield { records: [], rejected, before }
    for (let at = 0; at < points.length; at += COMMIT_SIZE) {
      const { oldest, ...rates } = mapHeartRates(points.slice(at, at + COMMIT_SIZE))
      // One millisecond later, so that others of the same instant are not passed over; and not before the day, whatever
      // time an odd point has.
      before = Math.min(Math.max(oldest ?? before, from) + 1, to)
      yield { ...rates, before }
    }
  }
}

/** Points of the type `heart-rate` → measurements. What two devices measured at one time are two measurements. */
export function mapHeartRates(points: readonly DataPoint[]): HeartRates {
  const records = new Map<string, MeasurementRecord>()
  const rejected: RejectedRecord[] = []
  let oldest: number | undefined
  for (const point of points) {
    const physicalTime = point.heartRate?.sampleTime?.physicalTime ?? ''
    const time = Date.parse(physicalTime)
    const value = numberOf(point.heartRate?.beatsPerMinute)
    if (Number.isNaN(time) || value === undefined || value <= 0) {
      rejected.push({ reason: 'A heart rate without a time or a value.', raw: point })
      continue
    }
    oldest = Math.min(oldest ?? time, time)
    const externalId = `heart-rate|${sourceOf(point)}|${physicalTime}`
    records.set(externalId, { externalId, metric: 'heartRate', measuredAt: physicalTime, value, unit: 'bpm' })
  }
  return { records: [...records.values()], rejected, oldest }
}

/** What tells sources apart and stays the same: the platform, with the device or the app. */
function sourceOf({ dataSource }: DataPoint): string {
  const { platform = 'UNKNOWN', device, application } = Check(DataSource, dataSource) ? dataSource : {}
  const name = device?.displayName ?? application?.packageName
  return name === undefined ? platform : `${platform}:${name}`
}
