import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { EmbeddedError } from './embedded-error.ts'
import { stateDirectory } from './postgres-binaries.ts'
import { accountCan, chooseServerAccount, type ServerAccount } from './server-account.ts'
import { syncDirectory } from './sync-directory.ts'
import { writeOwned } from './write-owned.ts'

/** The location and account of an embedded database. */
export interface EmbeddedHome {
  readonly home: string
  readonly account: ServerAccount
  /** Set if the home is outside the data directory, because the account cannot enter that. */
  readonly relocated: boolean
}

const HOME = 'postgres'
/** Contains the path of a home outside the data directory. */
const POINTER = 'postgres-location'
/** In a home outside: contains the path of the data directory that it belongs to. */
const OWNER = 'data-directory'
/** Files that never exist without a database that they belong to. */
const COMPANIONS = ['master.key', POINTER]
/** Files in a home before it has a database. */
const REMAINS = /^(lock|unfinished-.*)$/

/**
 * Locates the home of the embedded database of a data directory, and creates an empty one for a first start.
 *
 * A first start is concluded only from a data directory that holds nothing of an earlier one: if the database is
 * missing beside its pointer or its master key, that is an error and nothing is created. With `restoring` it is not
 * an error, since the missing database is restored.
 */
export function locateHome(dataDir: string, { restoring = false } = {}): EmbeddedHome {
  makeDataDirectory(dataDir)
  const outside = readPointer(dataDir)
  if (outside !== undefined) {
    if (restoring && !existsSync(outside)) remakeHome(dataDir, outside)
    return relocatedHome(dataDir, outside)
  }
  const home = join(dataDir, HOME)
  refuseForeignLink(home)
  if (isFilled(home)) return { home, account: chooseServerAccount(home), relocated: false }
  if (!restoring) requireFirstStart(dataDir)
  return makeHome(dataDir)
}

/** The home of an existing database; `undefined` without a database. Creates nothing. */
export function findHome(dataDir: string): string | undefined {
  const home = readPointer(dataDir) ?? join(dataDir, HOME)
  return isFilled(home) ? home : undefined
}

/**
 * The home that a pointer names. Under root, a pointer that another account could have written is not followed: root
 * would write wherever it leads.
 */
function readPointer(dataDir: string): string | undefined {
  const pointer = join(dataDir, POINTER)
  const found = lstatSync(pointer, { throwIfNoEntry: false })
  if (found === undefined) return undefined
  const home = readFileSync(pointer, 'utf8').trim()
  const ours = found.isFile() && found.uid === 0 && dirname(dirname(home)) === stateDirectory()
  if (process.getuid?.() !== 0 || ours) return home
  throw new EmbeddedError(
    'DATABASE_CANNOT_RUN',
    `${pointer} was not written by a Tributary server running as root: it must be owned by root and name a directory in ${stateDirectory()}.`,
  )
}

/** Under root, a link of another account's is not followed. */
function refuseForeignLink(home: string): void {
  const found = lstatSync(home, { throwIfNoEntry: false })
  if (process.getuid?.() !== 0 || found?.isSymbolicLink() !== true || found.uid === 0) return
  throw new EmbeddedError(
    'DATABASE_CANNOT_RUN',
    `${home} is a link of another account, which a server under root does not follow: run as that account, or set DATA_DIR to the target.`,
  )
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
      `The database of ${dataDir} is in ${home}, named by ${join(dataDir, POINTER)}, and that directory is missing. ` +
        'Restore it from a backup, or mount its disk. Nothing was changed.',
    )
  }
  requireOwn(dataDir, home)
  return { home, account: chooseServerAccount(home), relocated: true }
}

/**
 * A copy of a data directory must not use the database of the original. A moved data directory keeps its database.
 */
function requireOwn(dataDir: string, home: string): void {
  const path = realpathSync(dataDir)
  const owner = join(dirname(home), OWNER)
  const original = readFileSync(owner, 'utf8').trim()
  if (original === path) return
  if (!existsSync(join(original, POINTER))) return writeOwned(owner, `${path}\n`, {})
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
    `${dataDir} holds ${found.join(' and ')} but no database: it is missing, or on the PostgreSQL server of a DATABASE_URL that is not set. ` +
      `Restore ${join(dataDir, HOME)} from a backup, or set DATABASE_URL; to start with an empty database, move ${found.join(' and ')} away first.`,
  )
}

function makeHome(dataDir: string): EmbeddedHome {
  const account = chooseServerAccount(dataDir)
  const { ids } = account
  if (ids === undefined) return { home: makeDirectory(join(dataDir, HOME)), account, relocated: false }
  // The account may traverse the data directory but not list it.
  const { uid, mode } = statSync(dataDir)
  if (uid !== ids.uid) chmodSync(dataDir, (mode & 0o7777) | 0o001)
  const inside = accountCan(account, 'cd "$1"', dataDir)
  const home = makeDirectory(inside ? join(dataDir, HOME) : homeOutside(dataDir))
  lchownSync(home, ids.uid, ids.gid)
  if (!inside) {
    writeOwned(join(dirname(home), OWNER), `${realpathSync(dataDir)}\n`, {})
    writeOwned(join(dataDir, POINTER), `${home}\n`, {})
  }
  return { home, account, relocated: !inside }
}

/** Creates the home that a pointer names, if it is missing. */
function remakeHome(dataDir: string, home: string): void {
  makePassage(dirname(home))
  writeOwned(join(dirname(home), OWNER), `${realpathSync(dataDir)}\n`, {})
  makeDirectory(home)
  const { ids } = chooseServerAccount(dataDir)
  if (ids !== undefined) lchownSync(home, ids.uid, ids.gid)
}

/** A lock file alone is left by a refused or killed first start or restore. */
function isFilled(directory: string): boolean {
  return existsSync(directory) && readdirSync(directory).some((name) => !REMAINS.test(name))
}

function makeDirectory(directory: string): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  syncDirectory(dirname(directory))
  return directory
}

/** Directories that the account passes through, whatever this process's umask is. */
function makePassage(directory: string): void {
  mkdirSync(directory, { recursive: true })
  for (const each of [dirname(directory), directory]) chmodSync(each, 0o755)
}

/** One for each data directory. An existing one is never used as a new one. */
function homeOutside(dataDir: string): string {
  const path = realpathSync(dataDir)
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 12)
  const parent = join(stateDirectory(), `${basename(dirname(path))}-${hash}`)
  const home = join(parent, HOME)
  if (isFilled(home)) {
    throw new EmbeddedError(
      'DATABASE_DAMAGED',
      `${home} holds an earlier database of ${dataDir}, which no longer points to it. To use it, run: echo "${home}" > "${join(dataDir, POINTER)}". ` +
        `To start with an empty one, move it away.`,
    )
  }
  makePassage(parent)
  return home
}
