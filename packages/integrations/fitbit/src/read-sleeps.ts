import type { ProviderHttp, RejectedRecord } from '@tributary/integration-kit'
import {
  type DaysRead,
  sleepValues,
  withdrawnSleepValues,
  withoutOverlaps,
} from '@tributary/integration-kit/daily'
import { addDays, type DateRange, isWithin } from '@tributary/integration-kit/dates'
import { reconciledPoints } from './api.ts'
import { type FinishedSleep, type ReadSleep, readSleep } from './sleep-points.ts'

const PAGE_SIZE = 25

/**
 * Reads the sleeps that ended on some dates: the API filters sleep only by its end, which also determines the date of a night. Reads
 * one more day at each end, since a part of a night may end on another date than its night.
 */
export async function readSleeps(http: ProviderHttp, range: DateRange, now: number): Promise<DaysRead> {
  const read = await readAround(http, range, now)
  const { finished, incomplete, withheld } = sort(read.sleeps)
  const isReported = ({ date }: { date: string }) => isWithin(date, range) && !withheld.has(date)
  return {
    records: sleepValues(finished).filter(isReported),
    rejected: read.sleeps.flatMap((sleep) => rejectedOf(sleep, isReported)).concat(read.rejected),
    withdrawn: withdrawnSleepValues(finished).filter(
      (value) => isReported(value) && !incomplete.has(value.date),
    ),
    skipped: withoutOverlaps(finished).dropped.filter(isReported).length,
    incomplete,
  }
}

interface SleepsRead {
  readonly sleeps: readonly ReadSleep[]
  /** Points that are not sleeps. */
  readonly rejected: readonly RejectedRecord[]
}

async function readAround(
  http: ProviderHttp,
  { startDate, endDate }: DateRange,
  now: number,
): Promise<SleepsRead> {
  const end = 'sleep.interval.civil_end_time'
  const filter = `${end} >= "${addDays(startDate, -1)}" AND ${end} < "${addDays(endDate, 2)}"`
  const sleeps: ReadSleep[] = []
  const rejected: RejectedRecord[] = []
  for await (const page of reconciledPoints(http, { type: 'sleep', filter, pageSize: PAGE_SIZE })) {
    // Without its stages, to save memory.
    sleeps.push(...page.items.map((point) => readSleep(point, { now })))
    rejected.push(...page.rejected)
  }
  return { sleeps, rejected }
}

interface SortedSleeps {
  readonly finished: readonly FinishedSleep[]
  /** Dates that are incomplete until pending data arrives. */
  readonly incomplete: ReadonlySet<string>
  /** Those of them whose values would be wrong without it. */
  readonly withheld: ReadonlySet<string>
}

function sort(sleeps: readonly ReadSleep[]): SortedSleeps {
  const pending = sleeps.filter((sleep) => sleep.kind === 'pending')
  return {
    finished: sleeps.filter((sleep) => sleep.kind === 'finished'),
    incomplete: new Set(pending.flatMap(({ dates }) => dates)),
    withheld: new Set(pending.filter(({ hasEnded }) => hasEnded).flatMap(({ dates }) => dates)),
  }
}

function rejectedOf(sleep: ReadSleep, isReported: (at: { date: string }) => boolean): RejectedRecord[] {
  // A sleep without a date may be of any date that was read. Others are rejected once, with their own date.
  if (sleep.kind === 'rejected')
    return sleep.date === undefined || isReported({ date: sleep.date }) ? [sleep.rejected] : []
  return sleep.kind === 'finished' && sleep.problem !== undefined && isReported(sleep) ? [sleep.problem] : []
}
