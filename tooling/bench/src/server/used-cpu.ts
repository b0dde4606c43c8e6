import { readdirSync } from 'node:fs'
import { type Pool } from 'pg'
import { cpuSeconds, type ProcessTimes, processTimes } from './cpu-seconds.ts'

/** Seconds of processor time, up to now. */
export interface UsedCpu {
  /** Of a program. */
  readonly program: number
  /** Of its PostgreSQL server: of all of its processes, also those that have ended. */
  readonly database: number
}

/** The processor time of this process and of the PostgreSQL server on this machine behind its pool. */
export async function usedCpu(pool: Pick<Pool, 'query'>): Promise<UsedCpu> {
  const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid')
  return { program: cpuSeconds(process.pid), database: cpuSecondsOfSiblings(rows[0]?.pid ?? 0) }
}

export function cpuBetween(before: UsedCpu, after: UsedCpu): UsedCpu {
  return { program: after.program - before.program, database: after.database - before.database }
}

/** Of a backend's parent, which starts all processes of the server and counts those that have ended. */
function cpuSecondsOfSiblings(backend: number): number {
  try {
    const { parent } = processTimes(backend)
    const { own, ended } = processTimes(parent)
    const living = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => timesIfAlive(Number(name)) ?? [])
      .filter((stat) => stat.parent === parent)
    return own + ended + living.reduce((sum, stat) => sum + stat.own, 0)
  } catch {
    return Number.NaN
  }
}

function timesIfAlive(pid: number): ProcessTimes | undefined {
  try {
    return processTimes(pid)
  } catch {
    return undefined
  }
}
