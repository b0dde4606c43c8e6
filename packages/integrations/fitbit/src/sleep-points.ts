import type { RejectedRecord } from '@tributary/integration-kit'
import type { SleepSession } from '@tributary/integration-kit/daily'
import { addDays, type LocalTime, localTimeAt } from '@tributary/integration-kit/dates'
import type { DataPoint, Sleep } from './api-shapes.ts'
import { minutesAsleepOf } from './minutes-asleep.ts'
import { localTimeOf } from './wire.ts'

/** A sleep that is over and fully computed. Its minutes asleep are unknown without a summary and stages, or with impossible ones. */
export interface FinishedSleep extends SleepSession {
  readonly kind: 'finished'
  /** The ignored parts, with the reasons. */
  readonly problem?: RejectedRecord | undefined
}

export type ReadSleep =
  | FinishedSleep
  /** Ongoing, or still being computed: a later sync will read it. */
  | {
      readonly kind: 'pending'
      /** The dates that are incomplete without it. */
      readonly dates: readonly string[]
      /** Whether it has ended, so that values of its date would be wrong without it. */
      readonly hasEnded: boolean
    }
  | {
      readonly kind: 'rejected'
      readonly rejected: RejectedRecord
      /** The local date on which it began, if known. */
      readonly date?: string
    }

const DAY_MILLISECONDS = 86_400_000
/** Google computes stages within an hour. After two days, a sleep without them is used as it is. */
const COMPUTED_WITHIN = 2 * DAY_MILLISECONDS
/** A watch that is not synced for a week may still deliver the end of a sleep; later ones are ignored. */
const ENDS_WITHIN = 7 * DAY_MILLISECONDS

/** Reads a point of the type `sleep`. `now` in milliseconds since 1970; without it, pending sleeps stay pending. */
export function readSleep(
  point: DataPoint,
  { now = Number.NEGATIVE_INFINITY }: { readonly now?: number } = {},
): ReadSleep {
  const { sleep } = point
  const interval = sleep?.interval
  const begun =
    localTimeOf(interval?.civilStartTime) ?? localTimeAt(interval?.startTime, interval?.startUtcOffset)
  const start = Date.parse(interval?.startTime ?? '')
  if (sleep === undefined || interval === undefined || begun === undefined || Number.isNaN(start))
    return rejected('A sleep without a beginning.', point)
  if (interval.endTime === undefined || interval.endTime === '') {
    if (now - start > ENDS_WITHIN)
      return rejected('A sleep that began over a week ago and has no end.', point, begun.date)
    // It may end on the day it began or, usually, on the next one.
    return { kind: 'pending', dates: [begun.date, addDays(begun.date, 1)], hasEnded: false }
  }
  const ended = localTimeOf(interval.civilEndTime) ?? localTimeAt(interval.endTime, interval.endUtcOffset)
  const end = Date.parse(interval.endTime)
  if (ended === undefined || !(end > start) || end - start > DAY_MILLISECONDS)
    return rejected('A sleep without a usable end.', point, begun.date)
  if (sleep.metadata?.processed === false && now - end < COMPUTED_WITHIN)
    return { kind: 'pending', dates: [ended.date], hasEnded: true }
  return { ...finished(sleep, { begun, ended, minutes: (end - start) / 60_000 }), start, end }
}

function finished(
  sleep: Sleep,
  { begun, ended, minutes }: { begun: LocalTime; ended: LocalTime; minutes: number },
): Omit<FinishedSleep, 'start' | 'end'> {
  const { metadata } = sleep
  const { minutesAsleep, problem } = minutesAsleepOf(sleep, minutes)
  return {
    kind: 'finished',
    date: ended.date,
    startDate: begun.date,
    bedTime: begun.time,
    wakeUpTime: ended.time,
    minutesAsleep,
    isMain: (metadata?.mainSleep ?? metadata?.main) === true,
    isNap: metadata?.nap === true,
    problem,
  }
}

function rejected(reason: string, raw: unknown, date?: string): ReadSleep {
  return { kind: 'rejected', rejected: { reason, raw }, ...(date === undefined ? {} : { date }) }
}
