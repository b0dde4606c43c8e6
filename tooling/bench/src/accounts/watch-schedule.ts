import { setTimeout as delay } from 'node:timers/promises'
import type { ServerProcess } from '../server/server-process.ts'
import { cpuBetween, type UsedCpu } from '../server/used-cpu.ts'
import type { JobCounts } from './account-orders.ts'

const LOOK_MILLISECONDS = 1000
/** The schedule ticks once a minute. A worker that keeps up has ended what a tick queued before the next one. */
const BEHIND_SECONDS = 120

/** What a worker does whose accounts become due one after the other. */
export interface WatchedSchedule {
  readonly perMinute: number
  /** Seconds from when the last account was due to when it was read; up to a minute of it is the wait for a tick. */
  readonly behind: number
  /** Parts of a processor. */
  readonly used: UsedCpu
}

/** Has all accounts become due, evenly over so many minutes, and waits until the schedule has had each read. */
export async function watchSchedule(
  server: ServerProcess,
  { accounts, minutes }: { readonly accounts: number; readonly minutes: number },
): Promise<WatchedSchedule> {
  await server.order('make-due', minutes)
  const before = await server.order<UsedCpu>('used-cpu')
  const began = performance.now()
  const elapsed = () => (performance.now() - began) / 1000
  while (elapsed() < minutes * 60 + BEHIND_SECONDS) {
    const { succeeded, failed } = await server.order<JobCounts>('count-jobs')
    if (failed > 0) throw new Error(`${failed} scheduled syncs did not succeed`)
    if (succeeded >= accounts) {
      const seconds = elapsed()
      const { program, database } = cpuBetween(before, await server.order<UsedCpu>('used-cpu'))
      return {
        perMinute: accounts / minutes,
        behind: seconds - minutes * 60,
        used: { program: program / seconds, database: database / seconds },
      }
    }
    await delay(LOOK_MILLISECONDS)
  }
  throw new Error(`the worker was more than ${BEHIND_SECONDS} s behind`)
}
