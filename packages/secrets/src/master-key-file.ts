import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { ProblemError } from '@tributary/core'
import { secretsErrors } from './secrets-errors.ts'

// Synchronous: a few bytes, read at start and at rotations, also inside a transaction.

/** The text of a key file; `undefined` if it does not exist. Throws `SECRETS_MASTER_KEY_EXPOSED` if others can read it. */
export function readKeyFile(path: string): string | undefined {
  if (!existsSync(path)) return undefined
  const file = openSync(path, 'r')
  try {
    // Windows has no permission bits.
    if (process.platform !== 'win32' && (fstatSync(file).mode & 0o077) !== 0) {
      throw new ProblemError(secretsErrors.SECRETS_MASTER_KEY_EXPOSED, {
        detail: `Other users of this machine may read the master key in ${path}. Restrict it with: chmod 600 ${path}`,
      })
    }
    return readFileSync(file, 'utf8').trim()
  } finally {
    closeSync(file)
  }
}

/**
 * Creates a key file of mode 0600 with 32 random bytes unless it exists: of several concurrent processes one creates it
 * and the others use it. It is flushed to disk before anything is sealed with it.
 */
export function createKeyFile(path: string): void {
  const directory = dirname(path)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const unfinished = `${path}.unfinished-${randomBytes(6).toString('hex')}`
  const file = openSync(unfinished, 'wx', 0o600)
  try {
    writeSync(file, `${randomBytes(32).toString('base64')}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  try {
    // A link, not a rename: it fails if a key exists instead of replacing it.
    linkSync(unfinished, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(unfinished, { force: true })
  }
  syncDirectory(directory)
}

/** Replaces the current key file with the new one. The current one is kept under the given name. */
export function replaceKeyFile(
  path: string,
  files: { readonly next: string; readonly keepAs: string },
): void {
  try {
    linkSync(path, files.keepAs)
  } catch (error) {
    // After an interruption, the current file may already be kept, or be gone.
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EEXIST' && code !== 'ENOENT') throw error
  }
  renameSync(files.next, path)
  syncDirectory(dirname(path))
}

/** Flushes directory entries, so that they survive a power cut; contents were flushed before. Windows cannot open directories. */
function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(directory, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
