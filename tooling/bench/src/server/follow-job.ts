import { setTimeout as delay } from 'node:timers/promises'
import type { ImportJob } from '@tributary/integration-host'
import type { ResidentMemory } from './resident-memory.ts'

const LOOK_MILLISECONDS = 250
/** A server slower than this is broken. */
const SLOWEST_ROWS_PER_SECOND = 1000
const QUARTERS = [0.25, 0.5, 0.75, 1] as const

/** A server and a client's credentials. */
export interface Caller {
  readonly url: string
  readonly apiKey: string
}

/** Sends a request; throws unless it succeeds. */
export async function askServer<T>(
  { url, apiKey }: Caller,
  path: string,
  init: RequestInit = {},
): Promise<T> {
  const response = await fetch(`${url}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${apiKey}` },
    signal: AbortSignal.timeout(600_000),
  })
  if (!response.ok) throw new Error(`${url}${path} answered ${response.status}: ${await response.text()}`)
  // The server validates its responses itself.
  return (await response.json()) as T
}

/**
 * Follows a job of so many rows until it has succeeded. Resolves to its rows, and to the memory when a quarter of them was in,
 * half, three quarters, all; throws when it ends otherwise.
 */
export async function followJob(
  caller: Caller,
  { id, rows, memory }: { readonly id: string; readonly rows: number; readonly memory?: ResidentMemory },
): Promise<{ readonly rows: number; readonly quarters: readonly number[] }> {
  const until = performance.now() + 60_000 + (rows / SLOWEST_ROWS_PER_SECOND) * 1000
  const quarters: number[] = []
  while (performance.now() < until) {
    const job = await askServer<ImportJob>(caller, `/api/jobs/${id}`)
    while ((job.progress ?? 0) >= (QUARTERS[quarters.length] ?? Number.POSITIVE_INFINITY))
      quarters.push(memory?.now ?? Number.NaN)
    if (job.status === 'succeeded') return { rows: job.inserted, quarters }
    if (job.status !== 'queued' && job.status !== 'running')
      throw new Error(`the job ended ${job.status}: ${job.error?.message}`)
    await delay(LOOK_MILLISECONDS)
  }
  throw new Error(`the job was slower than ${SLOWEST_ROWS_PER_SECOND} rows/s`)
}
