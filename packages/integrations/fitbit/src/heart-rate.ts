import {
  type MeasurementRecord,
  measurementStream,
  type ProviderHttp,
  type RejectedRecord,
} from '@tributary/integration-kit'
import { type MeasurementsRead, syncMeasurements } from '@tributary/integration-kit/daily'
import { numberOf } from '@tributary/integration-kit/values'
import { Check } from 'typebox/value'
import { listedPoints } from './api.ts'
import { type DataPoint, DataSource } from './api-shapes.ts'
import { readSettledClock } from './clock.ts'
import { SCOPES } from './data-types-table.ts'
import { readFingerprints } from './day-fingerprints.ts'

/** Per response; about a megabyte. A day of a watch that measures every two seconds is eight of them. */
const PAGE_SIZE = 5000
/** Per page of this stream: small transactions let others run in between. */
const COMMIT_SIZE = 500

/** Every single measurement of the heart rate. */
export const heartRate = measurementStream({
  id: 'heart-rate',
  displayName: 'Heart rate, every measurement',
  fields: { heartRate: { label: 'Heart rate', unit: 'bpm' } },
  scopes: [SCOPES.healthMetrics],
  offByDefault:
    'A watch measures every few seconds, which makes up to 40,000 values a day. Switch it on if you want to keep them all; the resting heart rate of each day comes without it.',
  async *sync(context) {
    const { http } = context
    yield* syncMeasurements(context, {
      clock: await readSettledClock(context),
      fingerprints: (range) => readFingerprints(http, range),
      read: (from, to) => readDay(http, from, to),
    })
  },
})

/** In Google's order: latest measurement first. */
async function* readDay(http: ProviderHttp, from: number, to: number): AsyncGenerator<MeasurementsRead> {
  const time = 'heart_rate.sample_time.physical_time'
  const filter = `${time} >= "${new Date(from).toISOString()}" AND ${time} < "${new Date(to).toISOString()}"`
  let before = to
  for await (const page of listedPoints(http, { type: 'heart-rate', filter, pageSize: PAGE_SIZE })) {
    const { items, rejected } = page
    if (rejected.length > 0) yield { records: [], rejected, before }
    for (let at = 0; at < items.length; at += COMMIT_SIZE) {
      const { oldest, ...rates } = mapHeartRates(items.slice(at, at + COMMIT_SIZE))
      // One millisecond later, so that others of the same instant are not skipped; and not before the day, for a point with an invalid
      // time.
      before = Math.min(Math.max(oldest ?? before, from) + 1, to)
      yield { ...rates, before }
    }
  }
}

interface HeartRates extends Pick<MeasurementsRead, 'records' | 'rejected'> {
  readonly oldest: number | undefined
}

/** Points of the type `heart-rate` → measurements. Simultaneous measurements of two devices are two measurements. */
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

/** A stable identifier of the source: the platform, with the device or the app. */
function sourceOf({ dataSource }: DataPoint): string {
  const { platform = 'UNKNOWN', device, application } = Check(DataSource, dataSource) ? dataSource : {}
  const name = device?.displayName ?? application?.packageName
  return name === undefined ? platform : `${platform}:${name}`
}
