import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/** The processes that PostgreSQL has on a data directory, by their working directory; the guard is beside them. */
export function postgresProcesses(dataDir: string): readonly number[] {
  return processes((pid) => readlinkSync(`/proc/${pid}/cwd`).startsWith(join(dataDir, 'postgres')))
}

/** The guards of a data directory, which name its FIFO in their arguments. */
export function guards(dataDir: string): readonly number[] {
  return processes((pid) => {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return command.includes('tributary-guard') && command.includes(join(dataDir, 'postgres', 'clients'))
  })
}

export function postmaster(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'postgres', '18', 'postmaster.pid'), 'utf8').split('\n')[0])
}

function processes(matches: (pid: number) => boolean): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter(Number.isInteger)
    .filter((pid) => {
      try {
        return matches(pid)
      } catch {
        return false
      }
    })
}
