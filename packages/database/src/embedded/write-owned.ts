import { randomBytes } from 'node:crypto'
import { closeSync, constants, fchownSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ServerAccount } from './server-account.ts'
import { syncDirectory } from './sync-directory.ts'

/**
 * Replaces a file atomically: written under a temporary name, synced, renamed; durable when this returns. Never
 * follows a link, since under root the directory belongs to a less privileged account.
 */
export function writeOwned(file: string, content: string, { ids }: Pick<ServerAccount, 'ids'>): void {
  const unfinished = `${file}.${randomBytes(4).toString('hex')}`
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants
  const fd = openSync(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  try {
    writeSync(fd, content)
    if (ids !== undefined) fchownSync(fd, ids.uid, ids.gid)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(unfinished, file)
  syncDirectory(dirname(file))
}
