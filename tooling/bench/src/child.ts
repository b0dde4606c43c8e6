import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { endWithThisProcess } from '@tributary/processes'

/** Longer than anything a child does before its first message: a million rows by COPY on a slow disk. */
const LIMIT_MILLISECONDS = 15 * 60_000

export interface Child {
  readonly process: ChildProcess
  /** The first message it sent. */
  readonly message: unknown
}

/** Runs a file in a separate Node process, until its first message. It ends with this process. */
export async function startChild(file: URL, args: readonly string[]): Promise<Child> {
  const child = fork(file, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  endWithThisProcess(child)
  const signal = AbortSignal.timeout(LIMIT_MILLISECONDS)
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`${file.pathname} ${args.join(' ')} ended (${code}) before its first message`)
  })
  ended.catch(() => {})
  const [message] = await Promise.race([once(child, 'message', { signal }), ended])
  return { process: child, message }
}

export async function stopChild({ process: child }: Child): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}
