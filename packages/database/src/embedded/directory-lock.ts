import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'

const LOCK_FILE = 'database.lock'
const OWNER_FILE = 'database.owner.json'
/** SQLite's code for "another connection holds the lock". */
const SQLITE_BUSY = 5

/** Who holds a directory. Only for messages and for tidying up after it; the lock itself is the kernel's. */
export interface LockOwner {
  readonly pid: number
  readonly host: string
  readonly since: string
  /** The owner's socket directory, which a killed process leaves behind. */
  readonly socketDirectory?: string
}

/** A held lock. */
export interface DirectoryLock {
  /** Who held it last without giving it back, if it was killed. */
  readonly previous: LockOwner | undefined
  release(): void
}

/** Another process has the directory. The message names it and says what to do. */
export class DirectoryLockedError extends Error {
  /** Of the process that has it, where it is known. */
  readonly pid: number | undefined

  constructor(message: string, pid: number | undefined) {
    super(message)
    this.name = 'DirectoryLockedError'
    this.pid = pid
  }
}

/**
 * Makes this process the only one in a directory, or throws a `DirectoryLockedError` naming the one that is.
 *
 * PGlite takes no lock, and two on one directory destroy each other's data. A file with a pid would have to be judged stale
 * and taken over, which races, and a pid says nothing across containers that share a volume. So the operating system
 * holds the lock: Node has no call for it, but its SQLite does, and an exclusive transaction that is never committed is an
 * `fcntl` lock on the file. It ends with the process however that ends, so there is no stale lock to judge.
 */
export async function lockDirectory(
  directory: string,
  details: { readonly socketDirectory?: string } = {},
): Promise<DirectoryLock> {
  makeDirectory(directory)
  const holder = takeLock(directory)
  if (holder === undefined) throw await locked(directory)
  const ownerFile = join(directory, OWNER_FILE)
  const previous = readOwner(directory)
  const owner: LockOwner = { pid: process.pid, host: hostname(), since: new Date().toISOString(), ...details }
  writeFileSync(ownerFile, `${JSON.stringify(owner)}\n`)
  let held = true
  return {
    previous,
    release() {
      if (!held) return
      held = false
      rmSync(ownerFile, { force: true })
      holder.close()
    },
  }
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(
      `The data directory ${directory} cannot be made (${why}). Set DATA_DIR to a directory that this user may write in.`,
      { cause: error },
    )
  }
}

function takeLock(directory: string): DatabaseSync | undefined {
  const holder = new DatabaseSync(join(directory, LOCK_FILE), { timeout: 0 })
  try {
    holder.exec('begin exclusive')
    return holder
  } catch (error) {
    holder.close()
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined
    throw error
  }
}

async function locked(directory: string): Promise<DirectoryLockedError> {
  const owner = await waitForOwner(directory)
  const who = owner === undefined ? 'Another process' : describe(owner)
  return new DirectoryLockedError(
    `${who} has the database in ${directory} open, and only one process may. ` +
      'Stop that one first, or give this one a data directory of its own (DATA_DIR); to run several at once, set DATABASE_URL to a PostgreSQL server.',
    owner?.pid,
  )
}

function describe(owner: LockOwner): string {
  if (owner.host !== hostname()) return `Process ${owner.pid} on host ${owner.host} (since ${owner.since})`
  return owner.pid === process.pid
    ? `This process (${owner.pid})`
    : `Process ${owner.pid} (since ${owner.since})`
}

/** The winner writes its name just after it has the lock; a loser may look in between. */
async function waitForOwner(directory: string): Promise<LockOwner | undefined> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const owner = readOwner(directory)
    if (owner !== undefined && isPossible(owner)) return owner
    await delay(50)
  }
  return undefined
}

/** A name left by a killed process is not the holder's; one from another host cannot be judged here. */
function isPossible(owner: LockOwner): boolean {
  if (owner.host !== hostname()) return true
  try {
    process.kill(owner.pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function readOwner(directory: string): LockOwner | undefined {
  try {
    const owner: unknown = JSON.parse(readFileSync(join(directory, OWNER_FILE), 'utf8'))
    return isOwner(owner) ? owner : undefined
  } catch {
    return undefined
  }
}

function isOwner(value: unknown): value is LockOwner {
  if (typeof value !== 'object' || value === null) return false
  const { pid, host, since } = value as Record<string, unknown>
  return Number.isInteger(pid) && typeof host === 'string' && typeof since === 'string'
}
