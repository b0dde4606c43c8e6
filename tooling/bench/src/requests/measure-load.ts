import { cpuSeconds } from '../server/cpu-seconds.ts'
import { type Load, load } from './load.ts'

/** A server under a load. */
export interface MeasuredLoad {
  readonly requestsPerSecond: number
  /** Of the program, without its database, in microseconds a request; meaningful on a busy machine, too. */
  readonly cpuMicroseconds: number
}

/** Loads a server, and measures its rate and its processor time. */
export async function measureLoad(pid: number, plan: Load): Promise<MeasuredLoad> {
  const before = cpuSeconds(pid)
  const { count, perSecond } = await load(plan)
  return { requestsPerSecond: perSecond, cpuMicroseconds: ((cpuSeconds(pid) - before) * 1e6) / count }
}
