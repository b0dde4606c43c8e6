import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { EmbeddedError } from './embedded-error.ts'
import type { FileLock } from './file-lock.ts'
import type { EmbeddedLayout } from './layout.ts'
import { createPasswords, makePasswords, type Passwords, writePasswords } from './passwords.ts'
import type { PostgresBinaries } from './postgres-binaries.ts'
import { removeTree } from './remove-tree.ts'
import type { ServerAccount } from './server-account.ts'
import { syncDirectory } from './sync-directory.ts'
import { writeOwned } from './write-owned.ts'

/** The database and the role that own all tables. The role is no superuser: it cannot read files or run programs. */
export const DATABASE = 'tributary'
export const ROLE = 'tributary'
/** The role for backups, checks and upgrades. */
export const SUPERUSER = 'postgres'

/** Created in `template1`, so that every database has them. The list is fixed: the role may create no others but trusted ones. */
const EXTENSIONS = ['pg_trgm', 'unaccent'] as const

/** Begins the name of a directory that a later start may remove: nothing in it was ever used. */
export const UNFINISHED = 'unfinished-'

export interface InitialiseOptions {
  readonly layout: EmbeddedLayout
  readonly binaries: PostgresBinaries
  readonly account: ServerAccount
  /** Inherited by the programs, so that no second process begins while they run, even when this one is killed. */
  readonly lock: FileLock
}

/**
 * Creates a new cluster in a sibling directory and renames it when it is complete, so a killed process leaves no
 * partial database.
 */
export async function initialiseCluster(options: InitialiseOptions): Promise<void> {
  const { layout } = options
  removeUnfinished(layout.home, options.account)
  const unfinished = join(layout.home, `${UNFINISHED}${randomBytes(4).toString('hex')}`)
  const passwords = createPasswords(layout, options.account)
  try {
    await makeCluster(options, { cluster: unfinished, passwords })
  } catch (error) {
    removeTree(unfinished, options.account)
    rmSync(layout.passwords, { force: true })
    throw error
  }
  renameSync(unfinished, layout.cluster)
  syncDirectory(layout.home)
}

/** Creates a cluster with the role, the database and the extensions, in a directory that does not exist yet. */
export async function makeCluster(
  options: InitialiseOptions,
  place: { readonly cluster: string; readonly passwords: Passwords },
): Promise<void> {
  await runInitdb(options, place)
  await createRoleAndDatabase(options, place)
}

/** Sets new passwords for the roles of an existing cluster whose password file was lost. */
export async function resetPasswords(options: InitialiseOptions): Promise<void> {
  const { layout, account } = options
  const passwords = makePasswords()
  await runSingleUser(options, layout.cluster, [
    `alter role ${SUPERUSER} password '${passwords.superuser}'`,
    `alter role ${ROLE} password '${passwords.role}'`,
  ])
  // Written last: if this is interrupted, the next start repeats it.
  writePasswords(layout, passwords, account)
}

/** Removes leftovers of a killed process, which were never used. Called with the lock held. */
export function removeUnfinished(home: string, account: ServerAccount): void {
  for (const name of readdirSync(home)) {
    if (name.startsWith(UNFINISHED)) removeTree(join(home, name), account)
  }
}

async function runInitdb(
  options: InitialiseOptions,
  { cluster, passwords }: { cluster: string; passwords: Passwords },
): Promise<void> {
  // initdb accepts the password only from a file, which its account must be able to read.
  const passwordFile = `${cluster}.password`
  writeOwned(passwordFile, passwords.superuser, options.account)
  try {
    const args = [
      `--pgdata=${cluster}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      // The same order and the same folding of case on every system, whatever its C library. `pg_trgm` asks that one what a letter is, and
      // under C only ASCII is: the library's searches compare an ASCII form.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--data-checksums',
      '--auth-local=scram-sha-256',
      '--auth-host=reject',
      '--no-instructions',
    ]
    await run(options, { program: options.binaries.initdb, args })
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

async function createRoleAndDatabase(
  options: InitialiseOptions,
  { cluster, passwords }: { cluster: string; passwords: Passwords },
): Promise<void> {
  await runSingleUser(options, cluster, [
    ...EXTENSIONS.map((name) => `create extension ${name}`),
    `create role ${ROLE} login password '${passwords.role}'`,
    `create database ${DATABASE} owner ${ROLE}`,
  ])
}

/** One statement a line, each in a transaction of its own, without a server. */
async function runSingleUser(
  options: InitialiseOptions,
  cluster: string,
  statements: readonly string[],
): Promise<void> {
  const args = [
    '--single',
    '-D',
    cluster,
    '-c',
    'exit_on_error=true',
    '-c',
    'log_min_messages=error',
    // A nearly full disk has made the server read-only.
    '-c',
    'default_transaction_read_only=off',
    'template1',
  ]
  await run(options, {
    program: options.binaries.postgres,
    args,
    input: `${statements.join('\n')}\n`,
  })
}

async function run(
  { account, lock }: InitialiseOptions,
  command: { readonly program: string; readonly args: readonly string[]; readonly input?: string },
): Promise<void> {
  const child = spawn(command.program, command.args, {
    ...account.ids,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    stdio: [command.input === undefined ? 'ignore' : 'pipe', 'ignore', 'pipe', lock.fd],
    // Ctrl-C at the terminal reaches this process, which then stops in order.
    detached: true,
  })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stdin?.on('error', () => {}).end(command.input)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  if (code === 0) return
  throw new EmbeddedError(
    'DATABASE_CANNOT_RUN',
    `Creating the database failed: ${command.program} exited with ${code}. ${said.trim()}`,
  )
}
