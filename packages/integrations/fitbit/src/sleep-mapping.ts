import type { DailyMetricRecord, RejectedRecord } from '@tributary/integration-kit'
import type { DataPoint, Sleep } from './api.ts'
import { addDays } from './calendar.ts'
import { type LocalTime, localTimeAt, localTimeOf, numberOf } from './wire.ts'

/** A sleep that is over and computed. */
export interface FinishedSleep {
  readonly kind: 'finished'
  /** The local date on which it ended: the night belongs to the morning, as Fitbit's `dateOfSleep` did. */
  readonly date: string
  readonly bedTime: string
  readonly wakeUpTime: string
  /** Milliseconds since 1970. */
  readonly start: number
  readonly end: number
  /** `undefined` where Google sends neither a summary nor stages. */
  readonly minutesAsleep: number | undefined
  readonly isMain: boolean
  readonly isNap: boolean
}

export type ReadSleep =
  | FinishedSleep
  /** Goes on, or is still being computed: will be there at a later sync. */
  | {
      readonly kind: 'pending'
      /** The dates that are not complete without it. */
      readonly dates: readonly string[]
      /** Whether it has ended, so that its date would be told wrong without it. */
      readonly hasEnded: boolean
    }
  | { readonly kind: 'rejected'; readonly rejected: RejectedRecord }

/** Reads a point of the type `sleep`, without its stages: a chunk of nights stays small in memory. */
export function readSleep(point: DataPoint): ReadSleep {
  const { sleep } = point
  const interval = sleep?.interval
  const begun =
    localTimeOf(interval?.civilStartTime) ?? localTimeAt(interval?.startTime, interval?.startUtcOffset)
  const start = Date.parse(interval?.startTime ?? '')
  if (sleep === undefined || interval === undefined || begun === undefined || Number.isNaN(start))
    return rejected('A sleep without a beginning.', point)
  if (interval.endTime === undefined) {
    // It may end on the day it began or, mostly, on the next one.
    return { kind: 'pending', dates: [begun.date, addDays(begun.date, 1)], hasEnded: false }
  }
  const ended = localTimeOf(interval.civilEndTime) ?? localTimeAt(interval.endTime, interval.endUtcOffset)
  const end = Date.parse(interval.endTime)
  if (ended === undefined || Number.isNaN(end) || end < start)
    return rejected('A sleep without a usable end.', point)
  if (sleep.metadata?.processed === false) return { kind: 'pending', dates: [ended.date], hasEnded: true }
  return { ...finished(sleep, begun, ended), start, end }
}

function finished(sleep: Sleep, begun: LocalTime, ended: LocalTime): Omit<FinishedSleep, 'start' | 'end'> {
  const { metadata } = sleep
  return {
    kind: 'finished',
    date: ended.date,
    bedTime: begun.time,
    wakeUpTime: ended.time,
    minutesAsleep: numberOf(sleep.summary?.minutesAsleep) ?? minutesOfStages(sleep),
    isMain: (metadata?.mainSleep ?? metadata?.main) === true,
    isNap: metadata?.nap === true,
  }
}

const ASLEEP: ReadonlySet<string | undefined> = new Set(['ASLEEP', 'LIGHT', 'DEEP', 'REM'])

/** Minutes of the stages in which the person slept, as the summary would say. */
function minutesOfStages({ stages = [] }: Sleep): number | undefined {
  if (stages.length === 0) return undefined
  const milliseconds = stages
    .filter(({ type }) => ASLEEP.has(type))
    .map(({ startTime, endTime }) => Date.parse(endTime ?? '') - Date.parse(startTime ?? ''))
    .reduce((sum, length) => sum + length, 0)
  return Number.isNaN(milliseconds) ? undefined : Math.round(milliseconds / 60_000)
}

/**
 * The records of finished sleeps, three a date.
 *
 * `sleepLength` is the time asleep in all sleeps that ended on the date, naps included, as the daily total of Fitbit was.
 * `bedTime` and `wakeUpTime` are of the main sleep alone; a date with naps only has neither.
 */
export function mapSleeps(sleeps: readonly FinishedSleep[]): readonly DailyMetricRecord[] {
  const byDate = Map.groupBy(sleeps, (sleep) => sleep.date)
  return [...byDate].flatMap(([date, ofDate]) => mapDate(date, ofDate))
}

function mapDate(date: string, sleeps: readonly FinishedSleep[]): readonly DailyMetricRecord[] {
  const counted = withoutOverlaps(sleeps)
  const lengths = counted.flatMap(({ minutesAsleep = [] }) => minutesAsleep)
  const records: DailyMetricRecord[] = []
  if (lengths.length > 0)
    records.push({ field: 'sleepLength', date, value: lengths.reduce((sum, each) => sum + each, 0) })
  const main = counted.find((sleep) => sleep.isMain) ?? counted.find((sleep) => !sleep.isNap)
  if (main !== undefined) {
    records.push({ field: 'bedTime', date, value: main.bedTime })
    records.push({ field: 'wakeUpTime', date, value: main.wakeUpTime })
  }
  return records
}

/** Two devices may have watched the same night: of sleeps that overlap the main one is kept, else the longest. */
function withoutOverlaps(sleeps: readonly FinishedSleep[]): readonly FinishedSleep[] {
  const kept: FinishedSleep[] = []
  const byWeight = sleeps.toSorted(
    (one, other) =>
      Number(other.isMain) - Number(one.isMain) ||
      other.end - other.start - (one.end - one.start) ||
      one.start - other.start,
  )
  for (const sleep of byWeight)
    if (kept.every((other) => sleep.end <= other.start || sleep.start >= other.end)) kept.push(sleep)
  return kept
}

function rejected(reason: string, raw: unknown): ReadSleep {
  return { kind: 'rejected', rejected: { reason, raw } }
}
