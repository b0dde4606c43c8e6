import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { endWithThisProcess } from '@tributary/processes'

/** Runs one of the programs beside this file from source, until this process ends; what it sends arrives as `message`. */
export function startChild(name: string, args: readonly string[]): ChildProcess {
  const child = fork(fileURLToPath(new URL(`${name}.ts`, import.meta.url)), args, {
    execArgv: ['--conditions=@tributary/source'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  endWithThisProcess(child)
  return child
}

/** Ends a process as a crash would and waits until it is gone. */
export async function killChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
