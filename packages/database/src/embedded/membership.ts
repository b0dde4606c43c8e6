import { spawnSync } from 'node:child_process'
import { closeSync, constants, lstatSync, openSync, rmSync, writeSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { type FileLock, tryLock } from './file-lock.ts'
import type { EmbeddedLayout } from './layout.ts'
import type { ServerAccount } from './server-account.ts'

const { O_RDWR, O_WRONLY, O_NONBLOCK, O_NOFOLLOW } = constants

/**
 * This process as a user of a database. It holds two resources that the operating system releases when the process
 * ends in any way: a shared lock, which tells the last process that it is the last, and an open FIFO, which tells the
 * guard that no process is left.
 */
export class Membership {
  readonly #layout: EmbeddedLayout
  #lock: FileLock | undefined
  #fifo: number | undefined

  constructor(layout: EmbeddedLayout) {
    this.#layout = layout
  }

  /** Whether a guard runs the database. Joining again, after it had ended, is allowed. */
  async join(): Promise<boolean> {
    await this.announce()
    if (this.isGuarded()) return true
    this.#closeFifo()
    this.#fifo = openForWriting(this.#layout.clients)
    return this.#fifo !== undefined
  }

  /** Takes the shared lock: from now on, a leaving process knows that it is not the last. */
  async announce(): Promise<void> {
    while (this.#lock === undefined) {
      this.#lock = tryLock(this.#layout.members, { shared: true })
      // A leaving process checks for some microseconds whether it is alone.
      if (this.#lock === undefined) await delay(1)
    }
  }

  /** Whether the guard that was joined still reads the FIFO. */
  isGuarded(): boolean {
    if (this.#fifo === undefined) return false
    try {
      writeSync(this.#fifo, '\n')
      return true
    } catch (error) {
      // A full FIFO has a slow reader.
      return (error as NodeJS.ErrnoException).code === 'EAGAIN'
    }
  }

  /**
   * Called by the process that starts a guard: creates the FIFO and opens it before the guard does, so that the guard
   * never sees it closed.
   */
  async withNewFifo(account: ServerAccount, startGuard: () => Promise<void>): Promise<void> {
    makeFifo(this.#layout.clients, account)
    this.#closeFifo()
    // Both ends, since opening the writing end alone fails without a reader.
    const both = openSync(this.#layout.clients, O_RDWR | O_NONBLOCK | O_NOFOLLOW)
    try {
      this.#fifo = openSync(this.#layout.clients, O_WRONLY | O_NONBLOCK | O_NOFOLLOW)
      await startGuard()
    } finally {
      closeSync(both)
    }
  }

  /** Leaves. Resolves to whether no other process uses the database, which then stops. */
  leave(): boolean {
    this.#closeFifo()
    this.#lock?.close()
    this.#lock = undefined
    return isUnused(this.#layout)
  }

  #closeFifo(): void {
    if (this.#fifo !== undefined) closeSync(this.#fifo)
    this.#fifo = undefined
  }
}

/** Whether no process uses or is about to use the database. */
export function isUnused(layout: EmbeddedLayout): boolean {
  const alone = tryLock(layout.members, { shared: false })
  alone?.close()
  return alone !== undefined
}

/** `undefined` if the FIFO does not exist or has no reader. */
function openForWriting(fifo: string): number | undefined {
  try {
    return openSync(fifo, O_WRONLY | O_NONBLOCK | O_NOFOLLOW)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENXIO' || code === 'ENOENT') return undefined
    throw error
  }
}

/** Node has no call for it; `mkfifo` is part of every POSIX system. */
function makeFifo(path: string, { ids }: ServerAccount): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFIFO()) return
  rmSync(path, { force: true })
  // As the account of the server, which owns the directory.
  const { status, stderr, error } = spawnSync('mkfifo', ['-m', '600', path], {
    ...ids,
    cwd: '/',
    encoding: 'utf8',
  })
  if (status !== 0) throw error ?? new Error(stderr.trim())
}
