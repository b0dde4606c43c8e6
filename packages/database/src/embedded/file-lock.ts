import { closeSync, constants, fchownSync, openSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { EmbeddedError } from './embedded-error.ts'

/** The part of `fs-native-extensions` that is used here. The package brings no types. */
interface FileExtensions {
  /** Returns whether the lock was taken. `shared`: other shared locks are allowed beside it. A length of 0 is the whole file. */
  tryLock(fd: number, offset: number, length: number, options: { shared: boolean }): boolean
}

/** Loaded with the first lock: a `DATABASE_URL` needs none, and the package lacks binaries for some systems. */
function loadExtensions(): FileExtensions {
  try {
    return createRequire(import.meta.url)('fs-native-extensions') as FileExtensions
  } catch (cause) {
    throw new EmbeddedError(
      'DATABASE_CANNOT_RUN',
      'The embedded PostgreSQL does not support this system (musl, as on Alpine): use one based on Debian, or set DATABASE_URL.',
      { cause },
    )
  }
}

/** An open file with a lock. The lock belongs to the open file, so a child that inherits `fd` keeps it. */
export interface FileLock {
  readonly fd: number
  /** Closes this process's copy. The lock ends when the last process that inherited it has closed its own. */
  close(): void
}

/**
 * Tries to lock a file, which is created when it is missing; `undefined` when another open file holds a conflicting lock.
 *
 * The kernel holds the lock (`F_OFD_SETLK` on Linux, `flock` on macOS): no stale check is needed, it works across
 * containers that share a volume, and is bound to the inode, not to a path. Node has no call for it.
 *
 * @example
 * const lock = tryLock('/data/postgres/lock', { shared: false })
 */
export function tryLock(file: string, { shared }: { readonly shared: boolean }): FileLock | undefined {
  const fsExtensions = loadExtensions()
  const fd = openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)
  try {
    // Under root the directory belongs to another account, whose processes use the file too.
    if (process.getuid?.() === 0) {
      const { uid, gid } = statSync(dirname(file))
      fchownSync(fd, uid, gid)
    }
    if (fsExtensions.tryLock(fd, 0, 0, { shared })) return { fd, close: () => closeSync(fd) }
  } catch (error) {
    closeSync(fd)
    throw error
  }
  closeSync(fd)
  return undefined
}
