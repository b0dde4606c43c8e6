import type { ChildProcess } from 'node:child_process'

/**
 * The next message of a child process. Rejects when the child cannot start or ends first, so that no test waits for
 * its time limit.
 */
export async function nextMessage(child: ChildProcess): Promise<unknown> {
  if (child.exitCode !== null || child.signalCode !== null) throw endedEarly(child)
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      child.off('message', onMessage).off('error', onError).off('exit', onExit)
      act()
    }
    const onMessage = (message: unknown) => settle(() => resolve(message))
    const onError = (error: Error) => settle(() => reject(error))
    const onExit = () => settle(() => reject(endedEarly(child)))
    child.once('message', onMessage).once('error', onError).once('exit', onExit)
  })
}

function endedEarly({ spawnargs, exitCode, signalCode }: ChildProcess): Error {
  return new Error(`${spawnargs.join(' ')} ended with ${signalCode ?? exitCode} before it sent a message`)
}
