import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { EmbeddedError } from './embedded-error.ts'
import { stateDirectory } from './postgres-binaries.ts'
import { accountCan, chooseServerAccount, type ServerAccount } from './server-account.ts'

/** Where an embedded database is, and as whom it runs. */
export interface EmbeddedHome {
  readonly home: string
  readonly account: ServerAccount
  /** Set where it is outside the data directory, because the account cannot enter that. */
  readonly relocated: boolean
}

const HOME = 'postgres'
/** Names the home outside the data directory. */
const POINTER = 'postgres-location'
/** Beside a home that is outside: names the data directory that it belongs to. */
const OWNER = 'data-directory'
/** What is never there without a database that it belongs to. */
const COMPANIONS = ['master.key', POINTER]
/** What is in a home before it has a database. */
const REMAINS = /^(lock|unfinished-.*)$/

/**
 * Finds the home of the embedded database of a data directory, and makes an empty one for a first start.
 *
 * A first start is concluded only from a data directory that holds nothing of an earlier one: where the database is missing beside
 * its pointer or its master key, that is an error, and nothing is made. With `restoring` it is not: the missing database is restored.
 */
export function locateHome(dataDir: string, { restoring = false } = {}): EmbeddedHome {
  makeDataDirectory(dataDir)
  const pointer = join(dataDir, POINTER)
  if (existsSync(pointer)) {
    const home = readFileSync(pointer, 'utf8').trim()
    if (restoring && !existsSync(home)) remakeHome(dataDir, home)
    return relocatedHome(dataDir, home)
  }
  const home = join(dataDir, HOME)
  if (isFilled(home)) return { home, account: chooseServerAccount(home), relocated: false }
  if (!restoring) requireFirstStart(dataDir)
  return makeHome(dataDir)
}

/** The home of a database that exists already; `undefined` where there is none. Makes nothing. */
export function findHome(dataDir: string): string | undefined {
  const pointer = join(dataDir, POINTER)
  const home = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : join(dataDir, HOME)
  return isFilled(home) ? home : undefined
}

function makeDataDirectory(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new EmbeddedError(
      'DATABASE_CANNOT_RUN',
      `The data directory ${dataDir} cannot be created (${why}). Set DATA_DIR to a directory that this user may write in.`,
      { cause },
    )
  }
}

function relocatedHome(dataDir: string, home: string): EmbeddedHome {
  if (!existsSync(home)) {
    throw new EmbeddedError(
      'DATABASE_DAMAGED',
      `The database of ${dataDir} is in ${home}, as ${join(dataDir, POINTER)} says, and that directory is missing. ` +
        'Restore it from a backup, or mount the disk it is on. Nothing has been changed.',
    )
  }
  requireOwn(dataDir, home)
  return { home, account: chooseServerAccount(home), relocated: true }
}

/** A copy of a data directory must not use the database of the original. One that was moved takes its database along. */
function requireOwn(dataDir: string, home: string): void {
  const path = realpathSync(dataDir)
  const owner = join(dirname(home), OWNER)
  const original = readFileSync(owner, 'utf8').trim()
  if (original === path) return
  if (!existsSync(join(original, POINTER))) return writeFileSync(owner, `${path}\n`)
  throw new EmbeddedError(
    'DATABASE_LOCKED',
    `${dataDir} is a copy of ${original}, and both name the database in ${home}. To give the copy a database of its own, use ` +
      `"tributary backup" and "tributary restore", and remove ${join(dataDir, POINTER)}.`,
  )
}

function requireFirstStart(dataDir: string): void {
  const found = COMPANIONS.filter((name) => existsSync(join(dataDir, name)))
  if (found.length === 0) return
  throw new EmbeddedError(
    'DATABASE_DAMAGED',
    `${dataDir} holds ${found.join(' and ')} and no database: it is missing, or on the PostgreSQL of a DATABASE_URL that is not set. ` +
      `Restore ${join(dataDir, HOME)} from a backup, or set DATABASE_URL; to begin with an empty database, move ${found.join(' and ')} away first.`,
  )
}

function makeHome(dataDir: string): EmbeddedHome {
  const account = chooseServerAccount(dataDir)
  const { ids } = account
  if (ids === undefined) return { home: makeDirectory(join(dataDir, HOME)), account, relocated: false }
  // The account passes through the data directory, and reads nothing in it.
  if (statSync(dataDir).uid !== ids.uid) chmodSync(dataDir, 0o711)
  const inside = accountCan(account, 'cd "$1"', dataDir)
  const home = makeDirectory(inside ? join(dataDir, HOME) : homeOutside(dataDir))
  lchownSync(home, ids.uid, ids.gid)
  if (!inside) {
    writeFileSync(join(dirname(home), OWNER), `${realpathSync(dataDir)}\n`)
    writeFileSync(join(dataDir, POINTER), `${home}\n`, { mode: 0o600 })
  }
  return { home, account, relocated: !inside }
}

/** Makes the home that a pointer names, where that is gone. */
function remakeHome(dataDir: string, home: string): void {
  mkdirSync(dirname(home), { recursive: true, mode: 0o755 })
  writeFileSync(join(dirname(home), OWNER), `${realpathSync(dataDir)}\n`)
  makeDirectory(home)
  const { ids } = chooseServerAccount(dataDir)
  if (ids !== undefined) lchownSync(home, ids.uid, ids.gid)
}

/** A lock alone is what a first start or a restore left that was refused or killed. */
function isFilled(directory: string): boolean {
  return existsSync(directory) && readdirSync(directory).some((name) => !REMAINS.test(name))
}

function makeDirectory(directory: string): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  return directory
}

/** One for each data directory. One that is there already is never taken for a new one. */
function homeOutside(dataDir: string): string {
  const path = realpathSync(dataDir)
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 12)
  const parent = join(stateDirectory(), `${basename(dirname(path))}-${hash}`)
  const home = join(parent, HOME)
  if (isFilled(home)) {
    throw new EmbeddedError(
      'DATABASE_DAMAGED',
      `${home} holds an earlier database of ${dataDir}, which names it no longer. To use it, run: echo "${home}" > "${join(dataDir, POINTER)}". ` +
        `To begin with an empty one, move it away.`,
    )
  }
  mkdirSync(parent, { recursive: true, mode: 0o755 })
  return home
}
