import { spawn } from 'node:child_process'
import type { FileLock } from './file-lock.ts'
import { GUARD_SCRIPT } from './guard-script.ts'
import type { EmbeddedLayout } from './layout.ts'
import type { ServerAccount } from './server-account.ts'

const READY_LIMIT = 10_000

export interface GuardOptions {
  readonly layout: EmbeddedLayout
  readonly account: ServerAccount
  /** `postgres` and its arguments, or `adopt` and the pid of a postmaster that lost its guard. */
  readonly command: readonly string[]
  /** The directory's lock, for PostgreSQL to inherit. An adopted one has it. */
  readonly lock?: FileLock
  /** Additional variables for the child. Tests preload a library. */
  readonly environment?: Readonly<Record<string, string>>
}

/**
 * Starts the guard, and with it PostgreSQL, in a new session: they get no signals of the terminal and outlive this
 * process. Resolves when the guard reads the FIFO; PostgreSQL may still be starting or have failed.
 */
export async function startGuard(options: GuardOptions): Promise<void> {
  const { layout, account, command, lock } = options
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
    const late = setTimeout(() => reject(new Error('the guard of the database did not start')), READY_LIMIT)
    const settle = (error?: Error) => {
      clearTimeout(late)
      child.stdout?.destroy()
      if (error === undefined) resolve()
      else reject(error)
    }
    child.once('error', settle)
    child.once('exit', (code) => settle(new Error(`the guard of the database exited with ${code}`)))
    child.stdout?.once('data', () => settle())
  })
}
