import { ftruncateSync, readFileSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { EmbeddedError } from './embedded-error.ts'
import type { FileLock } from './file-lock.ts'
import type { EmbeddedLayout } from './layout.ts'
import { parseLogLine, readLog } from './log-relay.ts'

/** The operations other than a start that hold the lock. */
const WORK = { upgrade: 'upgraded', restore: 'restored' } as const
type Work = keyof typeof WORK

/** Writes the owner into the lock file, for the message of another process. */
export function recordOwner(lock: FileLock, work?: Work): void {
  const owner = `process ${process.pid} on host ${hostname()}, since ${new Date().toISOString()}`
  ftruncateSync(lock.fd)
  writeSync(lock.fd, `${work === undefined ? '' : `${work} by `}${owner}\n`, 0)
}

/** The lock has been held for long, and its guard cannot be reached from this machine. */
export function lockedError(layout: EmbeddedLayout): EmbeddedError {
  const owner = readFileSync(layout.lock, 'utf8').trim()
  for (const [work, done] of Object.entries(WORK)) {
    if (!owner.startsWith(`${work} by `)) continue
    return new EmbeddedError(
      'DATABASE_LOCKED',
      `The database in ${layout.home} is being ${done} (${owner.slice(`${work} by `.length)}): start again when that has ended.`,
    )
  }
  return new EmbeddedError(
    'DATABASE_LOCKED',
    `The database in ${layout.home} is used by another machine or container (started by ${owner || 'an unknown process'}), which cannot be ` +
      'join. Stop it first, or set DATABASE_URL to a PostgreSQL server that both use.',
  )
}

/** SQLSTATE classes and codes that concern the machine and not the files, with the cure. */
const OF_THE_MACHINE: readonly (readonly [state: RegExp, cure: string])[] = [
  [/^53100/, 'Free disk space and start again; no data was lost.'],
  [/^53/, 'Free memory or other system resources and start again; no data was lost.'],
  [/^(42501|55006)/, 'Remove the obstacle and start again; no data was lost.'],
]

/**
 * PostgreSQL ended before it was ready; its log contains the reason. `requireRunnable` throws if it can no longer be
 * executed at all, as after a change of the system.
 */
export function startError(
  layout: EmbeddedLayout,
  logOffset: number,
  requireRunnable: () => void = () => {},
): EmbeddedError {
  const lines = readLog(layout.log, logOffset)
    .map(parseLogLine)
    .filter((line) => line !== undefined)
  const fatal = lines.find(({ severity }) => severity === 'FATAL' || severity === 'PANIC')
  if (fatal === undefined) requireRunnable()
  const reason = fatal?.text ?? lines.at(-1)?.text ?? 'no message in the log'
  const ofTheMachine = OF_THE_MACHINE.find(([state]) => state.test(fatal?.sqlState ?? ''))
  const cure =
    ofTheMachine?.[1] ??
    `Nothing has been deleted. See ${layout.log}; restore the named file from a copy, or all of it with "tributary restore".`
  return new EmbeddedError(
    ofTheMachine === undefined && fatal !== undefined ? 'DATABASE_DAMAGED' : 'DATABASE_CANNOT_RUN',
    `The embedded database does not start: ${reason}. ${cure}`,
  )
}

/** Explains a directory without permission or a read-only one. Other errors are returned unchanged. */
export function accessError(error: unknown, directory: string): unknown {
  if (error instanceof EmbeddedError || !(error instanceof Error)) return error
  const { code, path = directory } = error as NodeJS.ErrnoException
  const sentence = accessSentence(code, path, directory)
  return sentence === undefined ? error : new EmbeddedError('DATABASE_CANNOT_RUN', sentence, { cause: error })
}

function accessSentence(code: string | undefined, path: string, directory: string): string | undefined {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `This user may not use ${path}: run as the owner of ${directory}, or give it to this user (chown -R).`
    case 'EROFS':
      return `${path} is on a read-only file system: set DATA_DIR to a writable directory, or set DATABASE_URL.`
    default:
      return undefined
  }
}
