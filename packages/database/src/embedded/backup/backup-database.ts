import { statSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress, type ZstdCompress } from 'node:zlib'
import type pg from 'pg'
import { isConnectionLost, sqlState } from '../../sqlstate.ts'
import type { EmbeddedConnection } from '../embedded-connection.ts'
import { BackupError } from './backup-error.ts'
import {
  type BackupInfo,
  FORMAT_VERSION,
  INFO_ENTRY,
  MANIFEST_ENTRY,
  MASTER_KEY_ENTRY,
} from './backup-info.ts'
import { type BaseBackupOptions, runBaseBackup, withReplication } from './base-backup.ts'
import { writeNewFile } from './new-file.ts'
import { readTar, type TarEntry, type TarHeader, type TarWriter, writeTar } from './tar.ts'

const DATA_CORRUPTED = 'XX001'
const MODE = 0o600

const BASE_BACKUP: BaseBackupOptions = {
  LABEL: 'tributary backup',
  CHECKPOINT: 'fast',
  // The log of the backup's duration, without which its files are of different moments.
  WAL: true,
  MANIFEST: 'yes',
  MANIFEST_CHECKSUMS: 'SHA256',
}

export interface BackupOptions {
  /** Written into the backup, for the person who restores it. */
  readonly tributaryVersion: string
  /** Included in the backup if given. The file then allows decrypting all sealed secrets. */
  readonly masterKey?: string | undefined
  readonly signal?: AbortSignal | undefined
}

export interface BackupResult {
  readonly info: BackupInfo
  /** The size of the file. */
  readonly bytes: number
  /** The uncompressed size. */
  readonly unpackedBytes: number
}

/**
 * Backs up a running embedded database into one new file: all its databases as they are at the end of the backup. The
 * server keeps reading and writing meanwhile.
 *
 * The file is a tar compressed with zstd: `tributary-backup.json`, PostgreSQL's data directory as `BASE_BACKUP` sends
 * it, its `backup_manifest`, and `master.key` if given. Mode 0600; it appears only when complete and synced, and
 * never replaces a file. Throws `BackupError`: `BACKUP_EXISTS`, `BACKUP_NOT_WRITABLE`, `BACKUP_ABORTED`,
 * `BACKUP_OF_DAMAGED_DATABASE`.
 *
 * @example
 * await backupDatabase(server.connection('superuser'), '/backups/monday.tar.zst', { tributaryVersion: '1.0.0' })
 */
export async function backupDatabase(
  connection: EmbeddedConnection,
  file: string,
  options: BackupOptions,
): Promise<BackupResult> {
  try {
    const result = await writeNewFile(file, (output) =>
      withReplication(connection, (client) => writeBackup(client, output, options), options.signal),
    )
    return { ...result, bytes: statSync(file).size }
  } catch (error) {
    throw explain(error, file, options.signal)
  }
}

async function writeBackup(
  client: pg.Client,
  output: Writable,
  { tributaryVersion, masterKey }: BackupOptions,
): Promise<Omit<BackupResult, 'bytes'>> {
  const info: BackupInfo = {
    formatVersion: FORMAT_VERSION,
    ...(await describeServer(client)),
    createdAt: new Date().toISOString(),
    tributaryVersion,
    masterKey: masterKey !== undefined,
  }
  const packed = writeTar()
  const archive = readTar()
  const compressor = createCompressor()
  const streams = [archive, packed, compressor, client.connection.stream]
  const manifest = runBaseBackup(client, BASE_BACKUP, archive)
  let unpackedBytes = 0
  const repack = async () => {
    await addContent(packed, INFO_ENTRY, `${JSON.stringify(info, null, 2)}\n`)
    for await (const entry of archive) {
      unpackedBytes += entry.header.size
      await pipeline(entry, packed.entry(plainHeader(entry.header)))
    }
    await addContent(packed, MANIFEST_ENTRY, await manifest)
    if (masterKey !== undefined) await addContent(packed, MASTER_KEY_ENTRY, `${masterKey}\n`)
    packed.finalize()
  }
  await allOrNone(streams, [manifest, repack(), feed(packed, compressor), pipeline(compressor, output)])
  return { info, unpackedBytes }
}

async function describeServer(
  client: pg.Client,
): Promise<Pick<BackupInfo, 'postgresVersion' | 'systemIdentifier'>> {
  const system = await client.query<{ systemid: string }>('IDENTIFY_SYSTEM')
  const version = await client.query<{ server_version: string }>('SHOW server_version')
  return {
    postgresVersion: version.rows[0]?.server_version ?? '',
    systemIdentifier: system.rows[0]?.systemid ?? '',
  }
}

/** With its own checksum, for the entries that the manifest does not cover. */
function createCompressor(): ZstdCompress {
  return createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } })
}

/**
 * Ends the stream after the last chunk has passed: otherwise Node's compressor (24.21) appends an empty frame, in
 * which damage goes undetected.
 */
async function feed(source: AsyncIterable<Buffer>, compressor: ZstdCompress): Promise<void> {
  for await (const chunk of source) {
    await new Promise<void>((resolve, reject) => {
      compressor.write(chunk, (error) => (error ? reject(error) : resolve()))
    })
  }
  compressor.end()
}

/** Without the details of the account that PostgreSQL ran as. */
function plainHeader({ name, size, mtime, type }: TarEntry['header']): TarHeader {
  return { name, size, mtime, type, mode: type === 'directory' ? 0o700 : MODE }
}

function addContent(packed: TarWriter, name: string, content: string | Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    packed.entry({ name, mode: MODE }, content, (error) => (error ? reject(error) : resolve()))
  })
}

/**
 * Resolves when all parts have ended. If one fails, destroys the streams, waits for all parts and throws its error.
 */
async function allOrNone(
  streams: readonly { destroy(error: Error): unknown }[],
  parts: readonly Promise<unknown>[],
): Promise<void> {
  const failures: unknown[] = []
  const watched = parts.map((part) =>
    part.catch((error: unknown) => {
      failures.push(error)
      for (const stream of streams) stream.destroy(error instanceof Error ? error : new Error(String(error)))
    }),
  )
  await Promise.all(watched)
  if (failures.length > 0) throw failures[0]
}

function explain(error: unknown, file: string, signal: AbortSignal | undefined): unknown {
  if (error instanceof BackupError) return error
  if (signal?.aborted === true) {
    return new BackupError('BACKUP_ABORTED', `The backup was interrupted. ${file} has not been written.`, {
      cause: error,
    })
  }
  if (isConnectionLost(error)) {
    return new BackupError(
      'BACKUP_ABORTED',
      `The database was stopped during the backup. ${file} has not been written; run this again.`,
      { cause: error },
    )
  }
  if (sqlState(error) !== DATA_CORRUPTED) return error
  return new BackupError(
    'BACKUP_OF_DAMAGED_DATABASE',
    `The database is damaged, and ${file} has not been written: run "tributary database check", which names the damage and the cure.`,
    { cause: error },
  )
}
