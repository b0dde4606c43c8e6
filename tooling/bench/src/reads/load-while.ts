import { once } from 'node:events'
import { startChild, stopChild } from '../child.ts'
import type { Caller } from '../server/follow-job.ts'
import type { ServerProcess } from '../server/server-process.ts'
import type { Latencies } from './latencies.ts'

/** What is asked for. */
export const PATH = '/api/library/items?limit=50'

/** The latencies of a load, and the 99th percentile of the event loop's delay in milliseconds. */
export interface AnsweredLoad extends Latencies {
  readonly loopDelay: number
}

/** Loads a server while some work runs. */
export async function loadWhile(
  server: ServerProcess,
  {
    caller,
    rate,
    work,
  }: { readonly caller: Caller; readonly rate: number; readonly work: () => Promise<unknown> },
): Promise<AnsweredLoad> {
  const file = new URL('./load-constantly.ts', import.meta.url)
  const child = await startChild(file, [`${caller.url}${PATH}`, caller.apiKey, String(rate)])
  try {
    await server.order('watch-loop')
    await work()
    const loopDelay = await server.order<number>('loop-delay')
    child.process.send('stop')
    const [latencies] = await once(child.process, 'message', { signal: AbortSignal.timeout(30_000) })
    return { ...(latencies as Latencies), loopDelay }
  } finally {
    await stopChild(child)
  }
}
