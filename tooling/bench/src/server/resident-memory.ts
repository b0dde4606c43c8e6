import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

const SAMPLE_MILLISECONDS = 200
/** A server whose memory keeps changing is measured after this time. */
const SETTLE_LIMIT_MILLISECONDS = 60_000
/** The memory changes of an idle server, in megabytes. */
const STILL = 2

/** A server's memory during a job. Megabytes of 10⁶ bytes. */
export interface MeasuredMemory {
  readonly idle: number
  readonly peak: number
  /** When a quarter of the job was done, half, three quarters, all. */
  readonly quarters: readonly number[]
}

/** Samples another process's resident memory until it is stopped. Megabytes of 10⁶ bytes. */
export class ResidentMemory {
  readonly #pid: number
  readonly #timer: NodeJS.Timeout
  #now: number
  #peak: number

  constructor(pid: number) {
    this.#pid = pid
    this.#now = residentMegabytes(pid)
    this.#peak = this.#now
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MILLISECONDS)
  }

  get now(): number {
    return this.#now
  }

  get peak(): number {
    return this.#peak
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #sample(): void {
    this.#now = residentMegabytes(this.#pid)
    this.#peak = Math.max(this.#peak, this.#now)
  }
}

/** The peak memory of another process from now on, from the kernel. Megabytes of 10⁶ bytes; `NaN` without `/proc`. */
export class PeakMemory {
  readonly #pid: number

  constructor(pid: number) {
    this.#pid = pid
    try {
      // "5" sets the peak to what is resident now (proc_pid_clear_refs(5)).
      writeFileSync(`/proc/${pid}/clear_refs`, '5')
    } catch {
      // Then it counts from the start of the process.
    }
  }

  get megabytes(): number {
    return megabytesOf(this.#pid, 'VmHWM')
  }
}

/** Waits until a process's memory has been unchanged for `seconds`; resolves to its size. */
export async function settledMemory(pid: number, seconds: number): Promise<number> {
  const until = performance.now() + SETTLE_LIMIT_MILLISECONDS
  let stillAt = residentMegabytes(pid)
  let stillSince = performance.now()
  while (performance.now() < until && performance.now() - stillSince < seconds * 1000) {
    await delay(SAMPLE_MILLISECONDS)
    const now = residentMegabytes(pid)
    if (Math.abs(now - stillAt) <= STILL) continue
    stillAt = now
    stillSince = performance.now()
  }
  return residentMegabytes(pid)
}

function residentMegabytes(pid: number): number {
  return megabytesOf(pid, 'VmRSS')
}

/** `NaN` where there is no `/proc`. */
function megabytesOf(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  try {
    const line = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm')
    const kibibytes = line.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return (Number(kibibytes) * 1024) / 1e6
  } catch {
    return Number.NaN
  }
}
