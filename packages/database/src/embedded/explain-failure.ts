import { ftruncateSync, readFileSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { EmbeddedError } from './embedded-error.ts'
import type { FileLock } from './file-lock.ts'
import type { EmbeddedLayout } from './layout.ts'
import { parseLogLine, readLog } from './log-relay.ts'

/** What a process does with the lock, where it is no start. */
const WORK = { upgrade: 'upgraded', restore: 'restored' } as const
type Work = keyof typeof WORK

/** Writes into the lock file who has it, for the message that another process gives. */
export function recordOwner(lock: FileLock, work?: Work): void {
  const owner = `process ${process.pid} on host ${hostname()}, since ${new Date().toISOString()}`
  ftruncateSync(lock.fd)
  writeSync(lock.fd, `${work === undefined ? '' : `${work} by `}${owner}\n`, 0)
}

/** The lock is held for long, and no guard of it can be reached from here. */
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
      'joined from here. Stop it first, or set DATABASE_URL to a PostgreSQL server that both use.',
  )
}

/** Classes and codes of SQLSTATE that tell of the machine and not of the files, with what to do. */
const OF_THE_MACHINE: readonly (readonly [state: RegExp, cure: string])[] = [
  [/^53100/, 'Make room on its disk and start again; nothing has been lost.'],
  [/^53/, 'Free memory or other resources of the system and start again; nothing has been lost.'],
  [/^(42501|55006)/, 'Remove what stands in its way and start again; nothing has been lost.'],
]

/**
 * PostgreSQL has ended instead of becoming ready; its log says why. `requireRunnable` throws the reason where it cannot be executed at all
 * any more, as after a change of the system.
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
  const reason = fatal?.text ?? lines.at(-1)?.text ?? 'it left no message'
  const ofTheMachine = OF_THE_MACHINE.find(([state]) => state.test(fatal?.sqlState ?? ''))
  const cure =
    ofTheMachine?.[1] ??
    `Nothing has been deleted. See ${layout.log}; restore the named file from a copy, or all of it with "tributary restore".`
  return new EmbeddedError(
    ofTheMachine === undefined && fatal !== undefined ? 'DATABASE_DAMAGED' : 'DATABASE_CANNOT_RUN',
    `The embedded database does not start: ${reason}. ${cure}`,
  )
}

/** A directory that this user may not use, or where nothing can be written. Every other error stays as it is. */
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
      return `${path} is on a read-only file system: set DATA_DIR to a directory that can be written, or set DATABASE_URL.`
    default:
      return undefined
  }
}
