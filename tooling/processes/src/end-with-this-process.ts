import { type ChildProcess, spawn } from 'node:child_process'
import type { Writable } from 'node:stream'

/**
 * Reads `add <pid>` and `remove <pid>` until the end of its input, which is that of the process that started it, however that
 * ends. Then it kills the remaining ones.
 */
const GUARD = `
children=
while read -r act pid; do
  rest=
  for child in $children; do
    [ "$child" = "$pid" ] || rest="$rest $child"
  done
  [ "$act" = add ] && rest="$rest $pid"
  children=$rest
done
for child in $children; do kill -9 "$child"; done
`

let guard: Writable | undefined

/**
 * Kills a child when this process ends in any way: an `exit` handler of Node does not run when a signal ends the process,
 * as test runners do. The child does not have to cooperate, so it may be any program, even a hanging one.
 */
export function endWithThisProcess(child: ChildProcess): void {
  const { pid } = child
  // It could not be started: `error` says why.
  if (pid === undefined) return
  guard ??= startGuard()
  guard.write(`add ${pid}\n`)
  child.once('exit', () => guard?.write(`remove ${pid}\n`))
}

/** One for all children of this process. */
function startGuard(): Writable {
  // In a session of its own: Ctrl-C at the terminal does not reach it.
  const child = spawn('/bin/sh', ['-c', GUARD, 'end-children'], {
    cwd: '/',
    detached: true,
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.unref()
  // Otherwise a pipe to a child would keep this process alive.
  const input = child.stdin as unknown as { unref?: () => void }
  input.unref?.()
  return child.stdin
}
