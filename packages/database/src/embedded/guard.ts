import { spawn } from 'node:child_process'
import type { FileLock } from './file-lock.ts'
import { GUARD_SCRIPT } from './guard-script.ts'
import type { EmbeddedLayout } from './layout.ts'
import type { ServerAccount } from './server-account.ts'

const READY_MILLISECONDS = 60_000

export interface GuardOptions {
  readonly layout: EmbeddedLayout
  readonly account: ServerAccount
  /** `postgres` and its arguments, or `adopt` and the pid of a postmaster that lost its guard. */
  readonly command: readonly string[]
  /** The directory's lock, for PostgreSQL to inherit. An adopted one has it. */
  readonly lock?: FileLock
  /** Additional variables for the child. Tests preload a library. */
  readonly environment?: Readonly<Record<string, string>>
  /** How long the guard may take. Default: a minute. */
  readonly readyMilliseconds?: number
}

/**
 * Starts the guard, and with it PostgreSQL, in a new session: they get no signals of the terminal and outlive this
 * process. Resolves when the guard reads the FIFO; PostgreSQL may still be starting or have failed.
 */
export async function startGuard(options: GuardOptions): Promise<void> {
  const { layout, account, command, lock, readyMilliseconds = READY_MILLISECONDS } = options
  const child = spawn(
    '/bin/sh',
    ['-c', GUARD_SCRIPT, 'tributary-guard', layout.clients, layout.log, ...command],
    {
      ...account.ids,
      cwd: '/',
      detached: true,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', ...options.environment },
      stdio: ['ignore', 'pipe', 'ignore', ...(lock === undefined ? [] : [lock.fd])],
    },
  )
  // The guard outlives this process, which must not wait for it.
  child.unref()
  await new Promise<void>((resolve, reject) => {
    const settle = (error?: Error) => {
      clearTimeout(late)
      child.stdout?.destroy()
      if (error === undefined) resolve()
      else reject(error)
    }
    // Modules are loaded meanwhile, for many seconds on a slow machine: what the guard wrote then is read first.
    const fail = (message: string) => setImmediate(() => settle(new Error(message)))
    const late = setTimeout(() => fail('the guard of the database did not start'), readyMilliseconds)
    child.once('error', settle)
    child.once('exit', (code) => fail(`the guard of the database exited with ${code}`))
    child.stdout?.once('data', () => settle())
  })
}
