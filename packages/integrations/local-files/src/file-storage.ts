import { constants } from 'node:fs'
import {
  type FileHandle,
  mkdir,
  open,
  opendir,
  realpath,
  rename,
  rmdir,
  stat,
  unlink,
} from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { IntegrationError } from '@tributary/integration-kit'
import {
  checkObjectKey,
  errorFrom,
  type ObjectRange,
  type ObjectStorage,
  ofLength,
  type StoredObject,
} from '@tributary/integration-kit/providers'
import { ERRORS } from './errors-table.ts'
import { isTemporary, keyOfPath, pathOfKey, temporaryName, temporaryPrefix } from './file-name.ts'

/** A temporary file this old was left by a process that died. */
const LEFT_BEHIND_MILLISECONDS = 24 * 60 * 60 * 1000
/** A temporary file of a deleted object that nothing was written to for this long has no writer. */
const INTERRUPTED_MILLISECONDS = 15 * 60 * 1000

/** Objects as files below a directory, which has no symbolic links in its path. */
export function openFileStorage(root: string, now: () => number = Date.now): ObjectStorage {
  /** The file of a key. A folder in between that is a symbolic link would lead out of the directory. */
  const fileOf = async (key: string): Promise<string> => {
    checkObjectKey(key)
    const file = join(root, pathOfKey(key))
    const folder = await realpath(dirname(file)).catch(ifMissing)
    if (folder !== undefined && folder !== dirname(file))
      throw new IntegrationError(
        'permission_denied',
        `A symbolic link is in the way of ${JSON.stringify(key)}.`,
      )
    return file
  }
  return {
    async write(key, contents, { bytes } = {}) {
      const file = await fileOf(key)
      await reported(() => writeFile(file, contents, bytes))
    },
    async read(key, range) {
      const file = await fileOf(key)
      return reported(() => readFile(file, range))
    },
    async delete(key) {
      const file = await fileOf(key)
      await reported(async () => {
        await unlink(file).catch(ifMissing)
        await deleteInterrupted(file, now)
        await removeEmpty(dirname(file), root)
      })
    },
    list: (prefix = '') => listFiles({ root, folder: root, prefix, now }),
  }
}

/** Written beside its place, synced and renamed, so that a crash leaves the file before or the new one, whole. */
async function writeFile(file: string, contents: ReadableStream<Uint8Array>, bytes?: number): Promise<void> {
  const temporary = join(dirname(file), temporaryName(file, crypto.randomUUID()))
  const handle = await createIn(temporary)
  try {
    try {
      for await (const piece of ofLength(contents, bytes)) await handle.writeFile(piece)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (error) {
    await unlink(temporary).catch(() => {})
    throw error
  }
  await syncFolder(dirname(file))
}

/** Another call may remove the folder while it is empty. */
async function createIn(file: string): Promise<FileHandle> {
  for (let attempt = 0; ; attempt++) {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    try {
      return await open(file, 'wx', 0o600)
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || attempt >= 5) throw error
    }
  }
}

/** Without it, a rename may be lost in a power failure. Some file systems cannot. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY).catch(() => undefined)
  await handle?.sync().catch(() => {})
  await handle?.close()
}

async function readFile(file: string, range?: ObjectRange): Promise<ReadableStream<Uint8Array> | undefined> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW).catch(ifMissing)
  if (handle === undefined) return undefined
  return ReadableStream.from(piecesOf(handle, range))
}

/** Larger pieces than the default make a difference on network shares. */
const PIECE_BYTES = 256 * 1024

async function* piecesOf(
  handle: FileHandle,
  { start, end }: ObjectRange = { start: 0, end: Number.POSITIVE_INFINITY },
): AsyncGenerator<Uint8Array> {
  try {
    for (let at = start; at < end; ) {
      const buffer = Buffer.allocUnsafe(Math.min(PIECE_BYTES, end - at))
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, at)
      if (bytesRead === 0) return
      at += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await handle.close()
  }
}

interface Listing {
  readonly root: string
  readonly folder: string
  readonly prefix: string
  readonly now: () => number
}

/** Does not follow symbolic links. Deletes what dead processes have left on its way. */
async function* listFiles({ root, folder, prefix, now }: Listing): AsyncGenerator<StoredObject> {
  const entries = await reported(() => opendir(folder)).catch(ifMissing)
  for await (const entry of entries ?? []) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      yield* listFiles({ root, folder: path, prefix, now })
      continue
    }
    if (!entry.isFile()) continue
    if (isTemporary(entry.name)) await deleteLeftBehind(path, now)
    const key = keyOfPath(relative(root, path).split(sep).join('/'))
    if (key === undefined || !key.startsWith(prefix)) continue
    const found = await stat(path).catch(ifMissing)
    if (found !== undefined) yield { key, bytes: found.size, modifiedAt: found.mtime.toISOString() }
  }
}

/** What writes of one file have left. */
async function deleteInterrupted(file: string, now: () => number): Promise<void> {
  const folder = dirname(file)
  const prefix = temporaryPrefix(file)
  for await (const { name } of (await opendir(folder).catch(ifMissing)) ?? [])
    if (name.startsWith(prefix) && isTemporary(name))
      await deleteIfOlder(join(folder, name), INTERRUPTED_MILLISECONDS, now)
}

async function deleteLeftBehind(path: string, now: () => number): Promise<void> {
  await deleteIfOlder(path, LEFT_BEHIND_MILLISECONDS, now)
}

async function deleteIfOlder(path: string, milliseconds: number, now: () => number): Promise<void> {
  const found = await stat(path).catch(ifMissing)
  if (found !== undefined && now() - found.mtimeMs > milliseconds) await unlink(path).catch(ifMissing)
}

async function removeEmpty(folder: string, root: string): Promise<void> {
  for (let each = folder; each !== root; each = dirname(each))
    try {
      await rmdir(each)
    } catch {
      return
    }
}

async function reported<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw errorFrom(ERRORS, codeOf(error), { cause: error }) ?? error
  }
}

function ifMissing(error: unknown): undefined {
  if (!['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) throw error
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}
