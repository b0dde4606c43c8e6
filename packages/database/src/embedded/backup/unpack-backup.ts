import { createHash } from 'node:crypto'
import { closeSync, constants, fsyncSync, lchownSync, mkdirSync, openSync, readdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServerAccount } from '../server-account.ts'
import { BackupError } from './backup-error.ts'
import { INFO_ENTRY, MANIFEST_ENTRY, MASTER_KEY_ENTRY } from './backup-info.ts'
import {
  type BackupManifest,
  compareWithManifest,
  type FileDigest,
  parseBackupManifest,
} from './backup-manifest.ts'
import { readBackup, readContent, unreadable } from './read-backup.ts'
import type { TarEntry } from './tar.ts'

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants
/** 150 bytes a file, 300 files a database: thousands of databases. */
const MANIFEST_LIMIT = 512 * 1024 * 1024
const MASTER_KEY_LIMIT = 4096
const SHOWN = 5

export interface UnpackedBackup {
  readonly manifest: BackupManifest
  readonly masterKey: string | undefined
  /** The size of all files. */
  readonly bytes: number
}

export interface UnpackOptions {
  /** Empty. */
  readonly directory: string
  readonly account: ServerAccount
  readonly signal?: AbortSignal | undefined
}

/**
 * Unpacks the cluster of a backup, verifies every file against the manifest, syncs all of it and changes its owner to
 * the account. Throws `BACKUP_UNREADABLE`; the caller then removes the directory.
 */
export async function unpackBackup(file: string, options: UnpackOptions): Promise<UnpackedBackup> {
  const unpacking = new Unpacking(file, options)
  await readBackup(file, (entry) => unpacking.take(entry), options.signal)
  const unpacked = unpacking.verify()
  syncTree(options.directory, options.account)
  return unpacked
}

class Unpacking {
  readonly #file: string
  readonly #options: UnpackOptions
  readonly #files = new Map<string, FileDigest>()
  #manifest: Buffer | undefined
  #masterKey: string | undefined

  constructor(file: string, options: UnpackOptions) {
    this.#file = file
    this.#options = options
  }

  async take(entry: TarEntry): Promise<void> {
    const { name } = entry.header
    const file = this.#file
    if (name === INFO_ENTRY) entry.resume()
    else if (name === MANIFEST_ENTRY)
      this.#manifest = await readContent(entry, { file, limit: MANIFEST_LIMIT })
    else if (name === MASTER_KEY_ENTRY) {
      this.#masterKey = String(await readContent(entry, { file, limit: MASTER_KEY_LIMIT })).trim()
    } else await this.#unpack(entry)
  }

  verify(): UnpackedBackup {
    if (this.#manifest === undefined) throw unreadable(this.#file, 'its manifest is missing')
    const manifest = this.#parse(this.#manifest)
    const problems = compareWithManifest(manifest, this.#files)
    if (problems.length > 0) {
      const rest = problems.length > SHOWN ? ` and ${problems.length - SHOWN} more` : ''
      throw unreadable(this.#file, `${problems.slice(0, SHOWN).join(', ')}${rest}`)
    }
    const bytes = [...this.#files.values()].reduce((sum, each) => sum + each.bytes, 0)
    return { manifest, masterKey: this.#masterKey, bytes }
  }

  #parse(bytes: Buffer): BackupManifest {
    try {
      return parseBackupManifest(bytes)
    } catch (error) {
      throw unreadable(this.#file, error instanceof Error ? error.message : String(error), error)
    }
  }

  async #unpack(entry: TarEntry): Promise<void> {
    const path = this.#pathOf(entry)
    const target = join(this.#options.directory, path)
    if (entry.header.type === 'directory') {
      entry.resume()
      makeDirectory(target)
    } else this.#files.set(path, await this.#write(entry, target))
  }

  /** The path below the cluster. A backup contains no links, devices or paths outside the cluster. */
  #pathOf({ header: { name, type } }: TarEntry): string {
    const parts = name.replace(/^\.\//, '').replace(/\/$/, '').split('/')
    const inside = parts.every((part) => /^[\w.-]+$/.test(part) && part !== '.' && part !== '..')
    if (inside && (type === 'file' || type === 'directory')) return parts.join('/')
    throw new BackupError(
      'BACKUP_UNREADABLE',
      `The backup ${this.#file} holds ${JSON.stringify(name)} (${type}), which no backup of Tributary contains. Nothing was restored.`,
    )
  }

  async #write(entry: TarEntry, target: string): Promise<FileDigest> {
    const hash = createHash('sha256')
    let bytes = 0
    const hashed = async function* () {
      for await (const chunk of entry) {
        hash.update(chunk)
        bytes += chunk.length
        yield chunk
      }
    }
    const handle = await open(target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
    try {
      await handle.writeFile(hashed())
      const { ids } = this.#options.account
      if (ids !== undefined) await handle.chown(ids.uid, ids.gid)
    } finally {
      await handle.close()
    }
    return { bytes, sha256: hash.digest('hex') }
  }
}

/** `BASE_BACKUP` sends some directories twice. */
function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/**
 * Syncs once after all is written, many times faster than after each file. Directories change owner from the inside
 * out.
 */
function syncTree(directory: string, account: ServerAccount): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) syncTree(path, account)
    else syncPath(path)
  }
  syncPath(directory)
  const { ids } = account
  if (ids !== undefined) lchownSync(directory, ids.uid, ids.gid)
}

function syncPath(path: string): void {
  const fd = openSync(path, constants.O_RDONLY | O_NOFOLLOW)
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
