import type { ProviderHttp, RejectedRecord } from '@tributary/integration-kit'
import { type DaysRead, withoutOverlaps } from '@tributary/integration-kit/daily'
import { addDays, type DateRange, isWithin } from '@tributary/integration-kit/dates'
import { reconciledPoints } from './api.ts'
import { mapSleeps, withdrawnSleeps } from './sleep-mapping.ts'
import { type FinishedSleep, type ReadSleep, readSleep } from './sleep-points.ts'

const PAGE_SIZE = 25

/**
 * Reads the sleeps that ended on some dates: sleep can be asked for by its end alone, which is also what gives a night its
 * date. A day more at each end, since a piece of a night may end on another date than the night that it is of.
 */
export async function readSleeps(http: ProviderHttp, range: DateRange, now: number): Promise<DaysRead> {
  const read = await readAround(http, range, now)
  const { finished, incomplete, withheld } = sort(read.sleeps)
  const isReported = ({ date }: { date: string }) => isWithin(date, range) && !withheld.has(date)
  return {
    records: mapSleeps(finished).filter(isReported),
    rejected: read.sleeps.flatMap((sleep) => rejectedOf(sleep, isReported)).concat(read.rejected),
    withdrawn: withdrawnSleeps(finished).filter((value) => isReported(value) && !incomplete.has(value.date)),
    skipped: withoutOverlaps(finished).dropped.filter(isReported).length,
    incomplete,
  }
}

interface SleepsRead {
  readonly sleeps: readonly ReadSleep[]
  /** Points that are no sleeps. */
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
    // Without its stages, so that a chunk of nights stays small in memory.
    sleeps.push(...page.items.map((point) => readSleep(point, { now })))
    rejected.push(...page.rejected)
  }
  return { sleeps, rejected }
}

interface SortedSleeps {
  readonly finished: readonly FinishedSleep[]
  /** Dates that are not complete without what is still to come. */
  readonly incomplete: ReadonlySet<string>
  /** Those of them that would be told wrong without it. */
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
  // One that says no date may be of any that was read. Others are put aside with their own date, and not each time.
  if (sleep.kind === 'rejected')
    return sleep.date === undefined || isReported({ date: sleep.date }) ? [sleep.rejected] : []
  return sleep.kind === 'finished' && sleep.problem !== undefined && isReported(sleep) ? [sleep.problem] : []
}
