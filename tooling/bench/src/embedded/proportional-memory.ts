import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Proportional set size of a server and, with a data directory, of all processes of its embedded database, in MB of 10⁶ bytes: what
 * several processes share counts once. `NaN` where there is no `/proc`.
 */
export function proportionalMemory(pid: number, dataDir?: string): number {
  const pids = dataDir === undefined ? [pid] : [pid, ...processesOf(join(dataDir, 'postgres'))]
  return pids.reduce((sum, each) => sum + proportionalMegabytes(each), 0)
}

/** PostgreSQL's processes work in the directory; the guard names it. */
function processesOf(home: string): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter(Number.isInteger)
    .filter((pid) => {
      try {
        if (readlinkSync(`/proc/${pid}/cwd`).startsWith(home)) return true
        const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1')
        return command.includes('tributary-guard') && command.includes(home)
      } catch {
        return false
      }
    })
}

function proportionalMegabytes(pid: number): number {
  try {
    const kibibytes = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]
    return (Number(kibibytes) * 1024) / 1e6
  } catch {
    return Number.NaN
  }
}
