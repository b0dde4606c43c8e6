import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { DatabaseOptions } from '@tributary/database'
import { endWithThisProcess } from '@tributary/processes'
import type { LongFeed } from '../long-feed.ts'

/** Starts a worker in a process of its own, from source, that ends with this one; resolves when it works. */
export async function startWorker(
  options: DatabaseOptions,
  feeds: readonly LongFeed[],
): Promise<ChildProcess> {
  const child = fork(
    fileURLToPath(new URL('run-worker.ts', import.meta.url)),
    [JSON.stringify(options), JSON.stringify(feeds)],
    { execArgv: ['--conditions=@tributary/source'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  )
  endWithThisProcess(child)
  const [first] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as unknown[]
  if (first !== 'ready') throw new Error(`the worker ended before it was ready: ${String(first)}`)
  return child
}

/** Ends a process as a crash would and waits until it is gone. */
export async function killWorker(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

/** Asks it to stop as the server does and waits until it is gone. */
export async function stopWorker(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.send('stop')
  await gone
}
