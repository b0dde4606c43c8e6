import { readFileSync } from 'node:fs'

/** Linux counts in hundredths, whatever its timer does. */
const TICKS_PER_SECOND = 100

/** The parent and the processor times of a process. */
export interface ProcessTimes {
  readonly parent: number
  /** Processor seconds of it and its threads. */
  readonly own: number
  /** Processor seconds of its children that have ended. */
  readonly ended: number
}

/** Fields 4 and 14 to 17 of `/proc/<pid>/stat`. Throws for a process that has ended, and without `/proc`. */
export function processTimes(pid: number): ProcessTimes {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The second field is a name in parentheses and may contain spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const seconds = (first: number) => (Number(fields[first]) + Number(fields[first + 1])) / TICKS_PER_SECOND
  return { parent: Number(fields[1]), own: seconds(11), ended: seconds(13) }
}

/**
 * The processor time of a process and its threads. Meaningful on a shared machine, where
 * elapsed time is not. `NaN` without `/proc`.
 */
export function cpuSeconds(pid: number): number {
  try {
    return processTimes(pid).own
  } catch {
    return Number.NaN
  }
}
