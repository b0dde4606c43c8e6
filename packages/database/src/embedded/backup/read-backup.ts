import { createReadStream, statSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createZstdDecompress } from 'node:zlib'
import { BackupError } from './backup-error.ts'
import { type BackupInfo, INFO_ENTRY, parseBackupInfo } from './backup-info.ts'
import { readTar, type TarEntry } from './tar.ts'

/**
 * Calls `handle` with each entry of a backup in order; `handle` must read the entry to its end. Resolves when the
 * file has been read to its end and its checksum agrees. Throws `BACKUP_UNREADABLE` where the file is cut, altered or
 * no backup, and what `handle` throws.
 */
export async function readBackup(
  file: string,
  handle: (entry: TarEntry) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const entries = readTar()
  const options = signal === undefined ? {} : { signal }
  const decompressor = createZstdDecompress()
  const reading = pipeline(createReadStream(file), decompressor, entries, options)
  const handling = (async () => {
    for await (const entry of entries) await handle(entry)
  })()
  const [read, handled] = await Promise.allSettled([reading, handling])
  signal?.throwIfAborted()
  if (read.status === 'rejected' || handled.status === 'rejected') throw firstFailure(file, read, handled)
  // It stops at the end of what was compressed.
  if (decompressor.bytesWritten !== statSync(file).size) throw unreadable(file, 'there is data after its end')
}

/** The first entry alone. */
export async function readBackupInfo(file: string): Promise<BackupInfo> {
  let info: BackupInfo | undefined
  const done = new Error('the first entry has been read')
  const handle = async (entry: TarEntry) => {
    info = parseBackupInfo(await readInfo(entry, file), file)
    throw done
  }
  await readBackup(file, handle).catch((error: unknown) => {
    if (error !== done) throw error
  })
  if (info === undefined) throw unreadable(file, 'it is empty')
  return info
}

/** The content of a small entry. Throws `BACKUP_UNREADABLE` above the limit. */
export async function readContent(
  entry: TarEntry,
  { file, limit }: { file: string; limit: number },
): Promise<Buffer> {
  if (entry.header.size > limit) throw unreadable(file, `${entry.header.name} is too large`)
  const chunks: Buffer[] = []
  for await (const chunk of entry) chunks.push(chunk)
  return Buffer.concat(chunks)
}

export function unreadable(file: string, why: string, cause?: unknown): BackupError {
  return new BackupError(
    'BACKUP_UNREADABLE',
    `The backup ${file} is damaged or incomplete: ${why}. Nothing has been restored; use another backup.`,
    { cause },
  )
}

const INFO_LIMIT = 64 * 1024

function readInfo(entry: TarEntry, file: string): Promise<string> {
  if (entry.header.name !== INFO_ENTRY) {
    throw new BackupError('BACKUP_UNREADABLE', `${file} is not a backup of Tributary.`)
  }
  return readContent(entry, { file, limit: INFO_LIMIT }).then(String)
}

/** The side that failed first: the other one fails as well, because its stream ends too early. */
function firstFailure(
  file: string,
  read: PromiseSettledResult<void>,
  handled: PromiseSettledResult<void>,
): unknown {
  const readError: unknown = read.status === 'rejected' ? read.reason : undefined
  const handleError: unknown = handled.status === 'rejected' ? handled.reason : undefined
  const { code, syscall } = (readError ?? {}) as NodeJS.ErrnoException
  if (readError === undefined || code === 'ERR_STREAM_PREMATURE_CLOSE') return handleError
  if (handleError instanceof BackupError) return handleError
  if (code === 'ENOENT') return new BackupError('BACKUP_UNREADABLE', `There is no file ${file}.`)
  if (syscall !== undefined) {
    return new BackupError('BACKUP_UNREADABLE', `${file} cannot be read: ${(readError as Error).message}.`)
  }
  if (code === 'ZSTD_error_prefix_unknown') {
    return new BackupError('BACKUP_UNREADABLE', `${file} is not a backup of Tributary.`)
  }
  return unreadable(file, (readError as Error).message, readError)
}
