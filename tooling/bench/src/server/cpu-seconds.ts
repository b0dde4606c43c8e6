import { readFileSync } from 'node:fs'

/** Linux counts in hundredths, whatever its timer does. */
const TICKS_PER_SECOND = 100

/**
 * The processor time of a process and its threads. Meaningful on a shared machine, where
 * elapsed time is not. `NaN` without `/proc`.
 */
export function cpuSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is a name in parentheses and may contain spaces; fields 14 and 15 are user and system time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
  } catch {
    return Number.NaN
  }
}
