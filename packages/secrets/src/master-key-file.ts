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

// All of it blocks: a few bytes, read at start and at rotations, also while a transaction waits.

/** The text of a key file; `undefined` when there is none. Throws `SECRETS_MASTER_KEY_EXPOSED` if others can read it. */
export function readKeyFile(path: string): string | undefined {
  if (!existsSync(path)) return undefined
  const file = openSync(path, 'r')
  try {
    // Windows has no such bits to look at.
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
 * Makes a key file of mode 0600 with 32 new random bytes, unless there is one: of several processes that do it at once,
 * one makes it and the others find it. It is on the disk before anything can be sealed with it.
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
    // A link, not a rename: it fails where a key is already, instead of replacing it.
    linkSync(unfinished, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(unfinished, { force: true })
  }
  syncDirectory(directory)
}

/** Puts a new key file in the place of the present one, which stays beside it under the name given. */
export function replaceKeyFile(
  path: string,
  files: { readonly next: string; readonly keepAs: string },
): void {
  try {
    linkSync(path, files.keepAs)
  } catch (error) {
    // The present one may be kept already, or be gone, when this was interrupted before.
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EEXIST' && code !== 'ENOENT') throw error
  }
  renameSync(files.next, path)
  syncDirectory(dirname(path))
}

/** Makes names last through a power cut; the contents were made to before. Windows cannot open directories. */
function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(directory, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
