import { ftruncateSync, readFileSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { EmbeddedError } from './embedded-error.ts'
import type { FileLock } from './file-lock.ts'
import type { EmbeddedLayout } from './layout.ts'
import type { EmbeddedHome } from './locate-home.ts'
import { parseLogLine, readLog } from './log-relay.ts'

/** Begins the lock file while the database is upgraded. */
const UPGRADE = 'upgrade by '

/** Writes into the lock file who has it, for the message that another process gives. */
export function recordOwner(lock: FileLock, purpose?: 'upgrade'): void {
  const owner = `process ${process.pid} on host ${hostname()}, since ${new Date().toISOString()}`
  ftruncateSync(lock.fd)
  writeSync(lock.fd, `${purpose === 'upgrade' ? UPGRADE : ''}${owner}\n`, 0)
}

/** The lock is held for long, and no guard of it can be reached from here. */
export function lockedError(layout: EmbeddedLayout): EmbeddedError {
  const owner = readFileSync(layout.lock, 'utf8').trim()
  if (owner.startsWith(UPGRADE)) {
    return new EmbeddedError(
      'DATABASE_LOCKED',
      `The database in ${layout.home} is being upgraded (${owner.slice(UPGRADE.length)}): start again when that has ended.`,
    )
  }
  return new EmbeddedError(
    'DATABASE_LOCKED',
    `The database in ${layout.home} is used by another machine or container (started by ${owner || 'an unknown process'}), which cannot be ` +
      'joined from here. Stop it first, or set DATABASE_URL to a PostgreSQL server that both use.',
  )
}

/** PostgreSQL has ended instead of becoming ready; its log says why. */
export function startError(layout: EmbeddedLayout, logOffset: number): EmbeddedError {
  const lines = readLog(layout.log, logOffset)
    .map(parseLogLine)
    .filter((line) => line !== undefined)
  const fatal = lines.find(({ severity }) => severity === 'FATAL' || severity === 'PANIC')
  const reason = fatal?.text ?? lines.at(-1)?.text ?? 'it left no message'
  const full = fatal?.sqlState === '53100'
  const cure = full
    ? 'Make room on its disk and start again; nothing has been lost.'
    : `Nothing has been deleted. See ${layout.log}; restore the named file from a copy, or all of it with "tributary restore".`
  return new EmbeddedError(
    full ? 'DATABASE_CANNOT_RUN' : 'DATABASE_DAMAGED',
    `The embedded database does not start: ${reason}. ${cure}`,
  )
}

/** A directory that this user may not use, with its owner. Every other error stays as it is. */
export function accessError(error: unknown, { home, account }: EmbeddedHome): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (error instanceof EmbeddedError || (code !== 'EACCES' && code !== 'EPERM')) return error
  const path = (error as NodeJS.ErrnoException).path ?? home
  return new EmbeddedError(
    'DATABASE_CANNOT_RUN',
    `The user "${account.name}" may not use ${path}: run the server as the owner of ${home}, or give it to this user (chown -R).`,
    { cause: error },
  )
}
