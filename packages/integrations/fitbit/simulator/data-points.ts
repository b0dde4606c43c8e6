import { simulatedHeartRate } from './person.ts'
import { momentAt, type PointsContext, type SimulatedPoint } from './point.ts'
import { sleepPoints } from './sleep-points.ts'
import type { KnownDay } from './tracker.ts'
import { civilDate, type Writer } from './writing.ts'
import { instantOf } from './zone.ts'

type Points = (known: KnownDay, context: PointsContext) => Iterable<SimulatedPoint>

const WATCH = {
  recordingMethod: 'PASSIVELY_MEASURED',
  device: { displayName: 'Charge 6' },
  platform: 'FITBIT',
}
const PHONE = {
  recordingMethod: 'PASSIVELY_MEASURED',
  application: { packageName: 'com.example.steps' },
  platform: 'HEALTH_CONNECT',
}
const DERIVED = { recordingMethod: 'DERIVED', platform: 'FITBIT' }

/** The points of one day of each type, latest first. */
export const POINTS: Readonly<Record<string, Points>> = {
  steps: (known, context) =>
    intervals('steps', { known, context }, ({ day }, { write }) => {
      const steps = arrivedOf(known, day.steps)
      return steps === undefined
        ? undefined
        : { total: steps, value: (part) => ({ count: write.int64(part) }) }
    }),
  distance: (known, context) =>
    intervals('distance', { known, context }, ({ day }, { write }) => {
      const total = arrivedOf(known, day.millimeters)
      return total === undefined
        ? undefined
        : { total, value: (part) => ({ millimeters: write.int64(part) }) }
    }),
  'active-zone-minutes': (known, context) =>
    intervals('active-zone-minutes', { known, context }, ({ day }, { write }) => {
      const total = arrivedOf(known, day.zoneMinutes.fatBurn)
      return total === undefined
        ? undefined
        : { total, value: (part) => ({ heartRateZone: 'FAT_BURN', activeZoneMinutes: write.int64(part) }) }
    }),
  'daily-resting-heart-rate': dailyPoint(({ restingHeartRate }, write) => ({
    beatsPerMinute: write.int64(restingHeartRate),
    dailyRestingHeartRateMetadata: { calculationMethod: 'WITH_SLEEP' },
  })),
  'daily-heart-rate-variability': dailyPoint((day, write) => ({
    averageHeartRateVariabilityMilliseconds: day.heartRateVariability,
    nonRemHeartRateBeatsPerMinute: write.int64(day.restingHeartRate - 1),
    deepSleepRootMeanSquareOfSuccessiveDifferencesMilliseconds: day.deepSleepVariability,
  })),
  'daily-oxygen-saturation': dailyPoint(({ oxygenSaturation }) =>
    oxygenSaturation === undefined
      ? undefined
      : {
          averagePercentage: oxygenSaturation,
          lowerBoundPercentage: oxygenSaturation - 2.1,
          upperBoundPercentage: Math.min(100, oxygenSaturation + 1.9),
        },
  ),
  'daily-respiratory-rate': dailyPoint(({ breathsPerMinute }) => ({ breathsPerMinute })),
  'daily-vo2-max': dailyPoint(({ vo2Max }) =>
    vo2Max === undefined ? undefined : { vo2Max, cardioFitnessLevel: 'GOOD', estimated: true },
  ),
  weight: weightPoints,
  'heart-rate': heartRatePoints,
  'oxygen-saturation': saturationPoints,
  'core-body-temperature': temperaturePoints,
  sleep: sleepPoints,
}

/** The part of a day's total that has arrived. There are no steps at night: all of it is between seven and eleven. */
export function arrivedOf({ share }: KnownDay, total: number): number | undefined {
  const walked = Math.min(1, Math.max(0, (share * 24 - 7) / 16))
  const part = Math.round(total * walked)
  return part === 0 && walked < 1 ? undefined : part
}

function dailyPoint(
  valueOf: (day: KnownDay['day'], write: Writer) => Readonly<Record<string, unknown>> | undefined,
): Points {
  return function* ({ day, start, hasNight }, { write }) {
    const value = hasNight ? valueOf(day, write) : undefined
    if (value === undefined) return
    yield {
      moment: { physical: start, civil: `${day.date}T00:00:00` },
      point: { dataSource: DERIVED, '*': { date: civilDate(day.date), ...value } },
    }
  }
}

interface Total {
  readonly total: number
  readonly value: (part: number) => Readonly<Record<string, unknown>>
}

/** Hourly from the watch; in the afternoon also from the phone. */
function* intervals(
  type: string,
  { known, context }: { known: KnownDay; context: PointsContext },
  totalOf: (known: KnownDay, context: PointsContext) => Total | undefined,
): Generator<SimulatedPoint> {
  const total = totalOf(known, context)
  if (total === undefined) return
  const { person, write } = context
  const hours = 16
  for (let hour = hours - 1; hour >= 0; hour -= 1) {
    const time = instantOf(known.day.date, (7 + hour) * 60, person.timeZone)
    if (time > known.syncedUntil) continue
    const part = Math.floor(total.total / hours) + (hour === 0 ? total.total % hours : 0)
    const interval = {
      startTime: write.timestamp(time),
      startUtcOffset: write.offset(time),
      endTime: write.timestamp(time + 3_600_000),
      endUtcOffset: write.offset(time + 3_600_000),
      civilStartTime: write.civil(time),
      civilEndTime: write.civil(time + 3_600_000),
    }
    const moment = momentAt(time, person.timeZone)
    yield { moment, point: { dataSource: WATCH, '*': { interval, ...total.value(part) } } }
    if (hour > 6 && type === 'steps')
      yield {
        moment,
        point: { dataSource: PHONE, '*': { interval, ...total.value(part) } },
        isDuplicate: true,
      }
  }
}

function* weightPoints({ day, syncedUntil }: KnownDay, { person, write }: PointsContext) {
  for (const { minutes, grams } of day.weighings.toReversed()) {
    const time = instantOf(day.date, minutes, person.timeZone)
    if (time > syncedUntil) continue
    yield {
      moment: momentAt(time, person.timeZone),
      point: {
        dataSource: { recordingMethod: 'MANUAL', platform: 'FITBIT' },
        '*': { sampleTime: sampleTime(time, write), weightGrams: grams },
      },
    }
  }
}

/** Every hour of a night whose average was measured. */
function* saturationPoints({ day, sleeps, hasNight }: KnownDay, { person, write }: PointsContext) {
  const night = sleeps.find(({ isMain }) => isMain)
  if (day.oxygenSaturation === undefined || night === undefined || !hasNight) return
  for (let time = night.end - 1_800_000; time >= night.start; time -= 3_600_000)
    yield {
      moment: momentAt(time, person.timeZone),
      point: {
        dataSource: WATCH,
        '*': { sampleTime: sampleTime(time, write), percentage: day.oxygenSaturation },
      },
    }
}

/** Entered by the person after some nights. */
function* temperaturePoints({ day, syncedUntil }: KnownDay, { person, write }: PointsContext) {
  const time = instantOf(day.date, 8 * 60 + 5, person.timeZone)
  if (time > syncedUntil || day.steps % 3 !== 0) return
  yield {
    moment: momentAt(time, person.timeZone),
    point: {
      dataSource: { recordingMethod: 'MANUAL', platform: 'FITBIT' },
      '*': { sampleTime: sampleTime(time, write), temperatureCelsius: 36.4 + (day.steps % 7) / 10 },
    },
  }
}

function* heartRatePoints(
  { sleeps, start, end, syncedUntil }: KnownDay,
  { person, write, heartRateSeconds }: PointsContext,
): Generator<SimulatedPoint> {
  const step = heartRateSeconds * 1000
  const newest = start + (Math.ceil((Math.min(end, syncedUntil) - start) / step) - 1) * step
  for (let time = newest; time >= start; time -= step) {
    const isAsleep = sleeps.some((sleep) => time >= sleep.start && time < sleep.end)
    const beats = simulatedHeartRate(person, time, isAsleep)
    yield {
      moment: momentAt(time, person.timeZone),
      point: {
        dataSource: WATCH,
        '*': { sampleTime: sampleTime(time, write), beatsPerMinute: write.int64(beats) },
      },
    }
  }
}

function sampleTime(time: number, write: Writer): object {
  return {
    physicalTime: write.timestamp(time),
    utcOffset: write.offset(time),
    civilTime: write.civil(time),
  }
}
