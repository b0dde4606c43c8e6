import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { EmbeddedError } from './embedded-error.ts'

/** The account that PostgreSQL runs as. */
export interface ServerAccount {
  readonly name: string
  /** The ids for `spawn`. Absent if it is the account of this process. */
  readonly ids?: { readonly uid: number; readonly gid: number }
  /** A warning about this choice for the operator. */
  readonly warning?: string
}

interface PasswdEntry {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/**
 * Chooses the account. PostgreSQL refuses to run as root, so under root it runs as the owner of the directory, else as
 * `tributary`, else as `nobody`. No account is created.
 *
 * `directory` is the nearest existing ancestor of the data directory.
 */
export function chooseServerAccount(directory: string): ServerAccount {
  if (process.getuid?.() !== 0) return ownAccount()
  const owner = statSync(directory).uid
  if (owner !== 0) return accountOf(entryOf(owner) ?? missingEntry(owner))
  const tributary = entryOf('tributary')
  if (tributary !== undefined) return accountOf(tributary)
  const nobody = entryOf('nobody') ?? missingEntry('nobody')
  return {
    ...accountOf(nobody),
    warning:
      'PostgreSQL does not run as root, so the embedded database runs as "nobody", which other programs may use as well. ' +
      'Create an account for it: useradd --system --no-create-home tributary, or run the server as an ordinary user.',
  }
}

/**
 * Runs a shell condition as the account: whether it may enter, read or execute something, by the rules of the system.
 */
export function accountCan(account: ServerAccount, condition: string, path: string): boolean {
  const { status } = spawnSync('/bin/sh', ['-c', condition, 'sh', path], {
    ...account.ids,
    cwd: '/',
    stdio: 'ignore',
  })
  return status === 0
}

function ownAccount(): ServerAccount {
  try {
    return { name: userInfo().username }
  } catch (cause) {
    const uid = process.getuid?.()
    throw new EmbeddedError(
      'DATABASE_CANNOT_RUN',
      `This process runs as uid ${uid}, which has no entry in /etc/passwd, and PostgreSQL needs one: run as an account that ` +
        `exists, or add one (echo "tributary:x:${uid}:${process.getgid?.()}::/:/bin/false" >> /etc/passwd in the image), or set DATABASE_URL.`,
      { cause },
    )
  }
}

function accountOf({ name, uid, gid }: PasswdEntry): ServerAccount {
  return { name, ids: { uid, gid } }
}

function missingEntry(who: string | number): never {
  throw new EmbeddedError(
    'DATABASE_CANNOT_RUN',
    typeof who === 'number'
      ? `The data directory belongs to uid ${who}, which has no entry in /etc/passwd, and PostgreSQL needs one: chown the directory to an account that exists.`
      : `PostgreSQL does not run as root, and there is no account "${who}": create one (useradd --system --no-create-home tributary), or run the server as an ordinary user.`,
  )
}

function entryOf(who: string | number): PasswdEntry | undefined {
  const entries = readFileSync('/etc/passwd', 'utf8').split('\n').map(parseEntry)
  const matches = (entry: PasswdEntry | undefined) => entry?.name === who || entry?.uid === who
  // `getent` also finds accounts of directory services.
  return entries.find(matches) ?? parseEntry(askGetent(String(who)))
}

function askGetent(who: string): string {
  const { stdout } = spawnSync('getent', ['passwd', who], { encoding: 'utf8' })
  return stdout ?? ''
}

function parseEntry(line: string): PasswdEntry | undefined {
  const [name, , uid, gid] = line.trim().split(':')
  if (name === undefined || uid === undefined || gid === undefined) return undefined
  return { name, uid: Number(uid), gid: Number(gid) }
}
