import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { endWithThisProcess } from '@tributary/processes'
import { type CallEvent, parseStrace } from './parse-strace.ts'

export interface TraceOptions {
  readonly pids: readonly number[]
  /** Names of system calls. */
  readonly calls: readonly string[]
  /** The output file of strace. */
  readonly file: string
}

/** Runs `work` while strace is attached to the processes and to those they fork, and resolves to the calls they made. */
export async function traceProcesses(
  options: TraceOptions,
  work: () => Promise<void>,
): Promise<readonly CallEvent[]> {
  const attach = options.pids.flatMap((pid) => ['-p', String(pid)])
  const trace = ['-e', `trace=${options.calls.join(',')}`]
  // 100 bytes of each string: enough to recognize a statement.
  const args = ['-f', '-y', '-s', '100', ...trace, '-o', options.file, ...attach]
  const child = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  endWithThisProcess(child)
  const ended = once(child, 'exit')
  try {
    await attached(child, options.pids)
    await work()
  } finally {
    // It detaches, and the processes continue.
    child.kill('SIGINT')
    await ended
  }
  return parseStrace(readFileSync(options.file, 'latin1'))
}

/** Resolves when strace has reported that it is attached to each process. */
async function attached({ stderr }: ChildProcess, pids: readonly number[]): Promise<void> {
  if (stderr === null) throw new Error('strace has no standard error')
  let said = ''
  for await (const chunk of stderr.iterator({ destroyOnReturn: false })) {
    said += String(chunk)
    if (pids.every((pid) => said.includes(`Process ${pid} attached`))) {
      stderr.resume()
      return
    }
  }
  throw new Error(`strace cannot attach to PostgreSQL: ${said.trim()}`)
}
