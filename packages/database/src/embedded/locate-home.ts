import { createHash } from 'node:crypto'
import { chmodSync, existsSync, lchownSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs'
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
/** What is never there without a database that it belongs to. */
const COMPANIONS = ['master.key', POINTER]

/**
 * Finds the home of the embedded database of a data directory, and makes an empty one for a first start.
 *
 * A first start is concluded only from a data directory that holds nothing of an earlier one: where the database is missing beside
 * its pointer or its master key, that is an error, and nothing is made.
 */
export function locateHome(dataDir: string): EmbeddedHome {
  makeDataDirectory(dataDir)
  const pointer = join(dataDir, POINTER)
  if (existsSync(pointer)) return relocatedHome(dataDir, readFileSync(pointer, 'utf8').trim())
  const home = join(dataDir, HOME)
  if (isFilled(home)) return { home, account: chooseServerAccount(home), relocated: false }
  requireFirstStart(dataDir)
  return makeHome(dataDir)
}

/** The home of a database that exists already; `undefined` where there is none. Makes nothing. */
export function findHome(dataDir: string): string | undefined {
  const pointer = join(dataDir, POINTER)
  const home = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : join(dataDir, HOME)
  return existsSync(home) ? home : undefined
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
  return { home, account: chooseServerAccount(home), relocated: true }
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
  if (!inside) writeFileSync(join(dataDir, POINTER), `${home}\n`, { mode: 0o600, flag: 'wx' })
  return { home, account, relocated: !inside }
}

/** An empty directory is what a first start left that was killed in its first moments. */
function isFilled(directory: string): boolean {
  return existsSync(directory) && readdirSync(directory).length > 0
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
