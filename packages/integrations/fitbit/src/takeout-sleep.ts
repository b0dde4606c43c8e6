import type { DailyMetricRecord } from '@tributary/integration-kit'
import { type SleepSession, sleepValues } from '@tributary/integration-kit/daily'
import { localTimeAt, offsetSeconds, readInstant } from '@tributary/integration-kit/dates'
import {
  type EntryContent,
  importMixed,
  type MixedEntry,
  rejectedEntry,
} from '@tributary/integration-kit/files'
import { numberOf, textOf } from '@tributary/integration-kit/values'
import { EXPORT } from './takeout.ts'

/** Imports the nights of both kinds of file: one that both have counts once, like a night of two devices. */
export function importSleeps(context: Parameters<typeof importMixed>[0]) {
  return importMixed(context, EXPORT, {
    only: ['sleepLogs', 'sleeps'],
    async *read(files) {
      const sleeps: SleepSession[] = []
      const contents: EntryContent<DailyMetricRecord>[] = []
      for (const file of files)
        for await (const entries of file.entries())
          for (const entry of entries) {
            const sleep = entry.fault ?? (file.kind === 'sleeps' ? sleepOf(entry) : sleepLogOf(entry))
            if (typeof sleep === 'string')
              contents.push({ rejected: rejectedEntry(entry, sleep, entry.value) })
            else sleeps.push(sleep)
          }
      yield [...contents, ...sleepValues(sleeps).map((record) => ({ toRecord: () => record }))]
    },
  })
}

const NO_TIMES = 'It has no possible beginning and end.'
const DAY_MINUTES = 1440

/** A row of `UserSleeps`: instants, and the offsets of the person. It does not tell naps from nights: the longest of a date is the night. */
export function sleepOf({ value: row }: Pick<MixedEntry, 'value'>): SleepSession | string {
  const [start, end] = (['start', 'end'] as const).map((which) => {
    const [written, offset] = [row[`sleep_${which}`], textOf(row[`${which}_utc_offset`])]
    const instant = readInstant(written)
    const local = instant === undefined ? undefined : localTimeAt(new Date(instant).toISOString(), offset)
    return local && { ...local, wall: (instant ?? 0) + (offsetSeconds(offset) ?? 0) * 1000 }
  })
  if (start === undefined || end === undefined) return NO_TIMES
  const minutes = (Number(readInstant(row['sleep_end'])) - Number(readInstant(row['sleep_start']))) / 60_000
  return finished({ start, end, minutes }, row['minutes_asleep'], {})
}

/** An entry of `sleep-….json`, by the person's clock and without a zone. */
export function sleepLogOf({ value: log }: Pick<MixedEntry, 'value'>): SleepSession | string {
  const [start, end] = [log['startTime'], log['endTime']].map((written) => {
    const wall = readInstant(written)
    const text = String(written)
    return wall === undefined ? undefined : { wall, date: text.slice(0, 10), time: text.slice(11, 16) }
  })
  if (start === undefined || end === undefined) return NO_TIMES
  const minutes = (numberOf(log['duration']) ?? end.wall - start.wall) / 60_000
  return finished({ start, end, minutes }, log['minutesAsleep'], { isMain: log['mainSleep'] })
}

interface Moment {
  /** On the person's clock, in milliseconds as if it were UTC: the only time that both kinds of file have. */
  readonly wall: number
  readonly date: string
  readonly time: string
}

function finished(
  { start, end, minutes }: { readonly start: Moment; readonly end: Moment; readonly minutes: number },
  asleep: unknown,
  { isMain }: { readonly isMain?: unknown },
): SleepSession | string {
  if (!(minutes > 0 && minutes <= DAY_MINUTES)) return NO_TIMES
  const minutesAsleep = numberOf(asleep)
  if (minutesAsleep === undefined || minutesAsleep < 0 || minutesAsleep > minutes + 1)
    return `Its minutes asleep do not fit a sleep of ${Math.round(minutes)} minutes.`
  return {
    date: end.date,
    startDate: start.date,
    bedTime: start.time,
    wakeUpTime: end.time,
    start: start.wall,
    end: end.wall,
    minutesAsleep,
    isMain: isMain === true,
    isNap: isMain === false,
  }
}
