import { randomBytes } from 'node:crypto'
import {
  closeSync,
  createWriteStream,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { Writable } from 'node:stream'
import { BackupError } from './backup-error.ts'

/** A file system without hard links, as of a memory stick. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])

/**
 * Creates a file of mode 0600 atomically and durably: written under a temporary name, synced, then renamed.
 * `write` resolves when it has ended the stream. Throws `BACKUP_EXISTS` instead of replacing a file, `BACKUP_NOT_WRITABLE` where the
 * system refuses.
 */
export async function writeNewFile<T>(file: string, write: (output: Writable) => Promise<T>): Promise<T> {
  if (existsSync(file)) throw existsError(file)
  const unfinished = `${file}.unfinished-${randomBytes(4).toString('hex')}`
  const output = createOutput(unfinished, file)
  try {
    const result = await write(output)
    syncPath(unfinished)
    giveName(unfinished, file)
    syncDirectoryOf(file)
    return result
  } catch (error) {
    output.destroy()
    rmSync(unfinished, { force: true })
    throw explain(error, file)
  }
}

/** Opened synchronously: a stream that opens later may report a failure before a listener is attached. */
function createOutput(unfinished: string, file: string): Writable {
  try {
    return createWriteStream(unfinished, { fd: openSync(unfinished, 'wx', 0o600) })
  } catch (error) {
    throw explain(error, file)
  }
}

/** A link fails where the name is taken; a rename would replace what is there. */
function giveName(unfinished: string, file: string): void {
  try {
    linkSync(unfinished, file)
    rmSync(unfinished)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (!NO_LINKS.has(code)) throw error
    if (existsSync(file)) throw existsError(file)
    renameSync(unfinished, file)
  }
}

function syncPath(path: string): void {
  const fd = openSync(path, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

function syncDirectoryOf(file: string): void {
  try {
    syncPath(dirname(file))
  } catch (error) {
    // Some systems sync no directories. PostgreSQL passes over the same errors (fsync_fname_ext in src/common/file_utils.c).
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EINVAL' && code !== 'EBADF') throw error
  }
}

function existsError(file: string): BackupError {
  return new BackupError(
    'BACKUP_EXISTS',
    `${file} already exists and is not replaced: choose another name, or remove the file first.`,
  )
}

function explain(error: unknown, file: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException
  if (code === 'EEXIST') return existsError(file)
  const reason = REASONS[code ?? '']
  if (reason === undefined || syscall === 'connect') return error
  return new BackupError(
    'BACKUP_NOT_WRITABLE',
    `${file} cannot be written: ${reason}. Nothing was written.`,
    {
      cause: error,
    },
  )
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its directory does not exist',
  ENOTDIR: 'its directory is a file',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota of this user is exceeded',
  EFBIG: 'the file is too large for the file system',
}
