import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { watchShell } from './watch-shell.mjs'

const SIGNALS = { SIGINT: 130, SIGTERM: 143 }

/**
 * Runs a program whose output goes to the log of the set-up. Signals end the program, and then this process.
 *
 * @param command the program and its arguments
 * @param options `cwd`, `env`, `log`, and `onLine`, which is called with each line of output
 * @returns the exit code, not 0 either when the program cannot be started
 */
export async function runLogged([file, ...args], { cwd, env = process.env, log, onLine }) {
  log.write(`\n$ ${[file, ...args].join(' ')}\n`)
  // Before the program starts: a signal right afterwards would end this process alone.
  const release = endTogether(() => child)
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const take = (line) => {
    log.write(`${line}\n`)
    onLine(line)
  }
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', take)
  return new Promise((resolve) => {
    child.once('error', (error) => {
      take(error.message)
      resolve(1)
    })
    child.once('close', (code) => resolve(code ?? 1))
  }).finally(release)
}

/** Forwards the first signal, and ends this process with the signal's exit code after the program. Returns a function that removes the listeners. */
function endTogether(programOf) {
  const end = (signal) => {
    process.stderr.write('\nInterrupted. The next start goes on from here.\n')
    // Earlier than its end, which would be reported as a failure.
    const program = programOf()
    program.prependOnceListener('close', () => process.exit(SIGNALS[signal]))
    program.kill(signal)
  }
  for (const signal of Object.keys(SIGNALS)) process.once(signal, end)
  const watch = watchShell(() => end('SIGTERM'))
  return () => {
    clearInterval(watch)
    for (const signal of Object.keys(SIGNALS)) process.off(signal, end)
  }
}
