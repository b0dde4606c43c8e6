import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { checkFileSystem } from '../check-machine.ts'
import { EmbeddedError } from '../embedded-error.ts'
import { accessError, recordOwner } from '../explain-failure.ts'
import { tryLock } from '../file-lock.ts'
import { removeUnfinished, UNFINISHED } from '../initialise-cluster.ts'
import { clusterVersions } from '../inspect-cluster.ts'
import { type EmbeddedLayout, layoutOf, POSTGRES_MAJOR } from '../layout.ts'
import { type EmbeddedHome, locateHome } from '../locate-home.ts'
import { writeManifest } from '../manifest.ts'
import { syncDirectory } from '../sync-directory.ts'
import { writeOwned } from '../write-owned.ts'
import { BackupError } from './backup-error.ts'
import { type BackupInfo, majorOf } from './backup-info.ts'
import { readBackupInfo, unreadable } from './read-backup.ts'
import { type UnpackedBackup, unpackBackup } from './unpack-backup.ts'

const MASTER_KEY = 'master.key'

export interface RestoreOptions {
  readonly signal?: AbortSignal | undefined
}

export interface RestoreResult {
  readonly info: BackupInfo
  /** The restored cluster. */
  readonly cluster: string
  readonly bytes: number
  /**
   * `kept`: the data directory already had the key. `missing`: it must be added before the server can decrypt sealed
   * secrets.
   */
  readonly masterKey: 'restored' | 'kept' | 'missing'
}

/**
 * Restores a backup into a data directory that has no database. Every file is compared with the backup's manifest;
 * the cluster is renamed into place when it is complete and synced, so a failed or killed restore leaves none. The
 * next start creates new passwords of the roles.
 *
 * Throws `BackupError`: `BACKUP_UNREADABLE` for a cut or altered file, `BACKUP_OTHER_VERSION`, `RESTORE_NOT_EMPTY`,
 * `RESTORE_OTHER_MASTER_KEY`, `RESTORE_NOT_WRITABLE`, `BACKUP_ABORTED`; and `EmbeddedError` where no database can run.
 *
 * @example
 * await restoreDatabase('/backups/monday.tar.zst', '/var/lib/tributary')
 */
export async function restoreDatabase(
  file: string,
  dataDir: string,
  options: RestoreOptions = {},
): Promise<RestoreResult> {
  // Before anything is created: a mistyped name changes nothing.
  const info = await readBackupInfo(file)
  requireSameMajor(info, file)
  const place = locateHome(dataDir, { restoring: true })
  try {
    return await restoreInto(place, { file, info, dataDir, ...options })
  } catch (error) {
    throw accessError(explain(error, { file, home: place.home, ...options }), place.home)
  }
}

interface Restoring extends RestoreOptions {
  readonly file: string
  readonly info: BackupInfo
  readonly dataDir: string
}

async function restoreInto(place: EmbeddedHome, restoring: Restoring): Promise<RestoreResult> {
  const layout = layoutOf(place.home)
  checkFileSystem(layout.home)
  requireNoDatabase(layout)
  const lock = tryLock(layout.lock, { shared: false })
  if (lock === undefined) throw busyError(layout)
  try {
    recordOwner(lock, 'restore')
    requireNoDatabase(layout)
    removeUnfinished(layout.home, place.account)
    return await restoreUnderLock(place, layout, restoring)
  } finally {
    lock.close()
  }
}

async function restoreUnderLock(
  { account }: EmbeddedHome,
  layout: EmbeddedLayout,
  { file, info, dataDir, signal }: Restoring,
): Promise<RestoreResult> {
  // Owned by this user until it is complete: root must not write through files of the less privileged account.
  const directory = join(layout.home, `${UNFINISHED}${randomBytes(4).toString('hex')}`)
  mkdirSync(directory, { mode: 0o700 })
  try {
    const unpacked = await unpackBackup(file, { directory, account, signal })
    requireConsistent(file, info, unpacked)
    const masterKey = restoreMasterKey(dataDir, unpacked.masterKey)
    rmSync(layout.passwords, { force: true })
    // An earlier manifest would report the restored cluster as altered. Until the cluster is in place, a start
    // reports it as missing.
    writeManifest({ ...layout, cluster: directory }, account)
    renameSync(directory, layout.cluster)
    syncDirectory(layout.home)
    return { info, cluster: layout.cluster, bytes: unpacked.bytes, masterKey }
  } catch (error) {
    rmSync(directory, { recursive: true, force: true })
    throw error
  }
}

function requireSameMajor(info: BackupInfo, file: string): void {
  const major = majorOf(info)
  if (major === POSTGRES_MAJOR) return
  throw new BackupError(
    'BACKUP_OTHER_VERSION',
    `${file} is of PostgreSQL ${major}, and this version of Tributary includes ${POSTGRES_MAJOR}: restore it with Tributary ` +
      `${info.tributaryVersion}, which made it${major < POSTGRES_MAJOR ? ', and then run "tributary database upgrade" with this one' : ''}.`,
  )
}

function requireNoDatabase(layout: EmbeddedLayout): void {
  const { home, cluster } = layout
  const found = clusterVersions(layout).map((major) => join(home, String(major)))
  // The format of builds before the first release.
  if (existsSync(join(home, 'PG_VERSION'))) found.push(home)
  const [database] = found
  if (database === undefined) return
  throw new BackupError(
    'RESTORE_NOT_EMPTY',
    `${database} already contains a database, which a restore does not replace: stop every process that uses it, move it away ` +
      `(mv ${database} ${cluster}-before-restore), and run this again.`,
  )
}

function busyError({ home }: EmbeddedLayout): EmbeddedError {
  return new EmbeddedError(
    'DATABASE_LOCKED',
    `Another process is starting or restoring a database in ${home}: stop it, or wait for its end.`,
  )
}

function requireConsistent(file: string, info: BackupInfo, { manifest, masterKey }: UnpackedBackup): void {
  if (manifest.systemIdentifier !== info.systemIdentifier) {
    throw unreadable(file, 'its manifest is of another database')
  }
  if (info.masterKey && masterKey === undefined) throw unreadable(file, 'the master key is missing')
}

/** Before the cluster: a key without a database is restored again, and a database without its key starts with sealed secrets lost. */
function restoreMasterKey(dataDir: string, masterKey: string | undefined): RestoreResult['masterKey'] {
  const file = join(dataDir, MASTER_KEY)
  const present = existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
  if (masterKey === undefined) return present === undefined ? 'missing' : 'kept'
  if (present === masterKey) return 'kept'
  if (present !== undefined) {
    throw new BackupError(
      'RESTORE_OTHER_MASTER_KEY',
      `${file} differs from the master key of the backup: move it away and run this again. Nothing was restored.`,
    )
  }
  writeOwned(file, `${masterKey}\n`, {})
  syncDirectory(dataDir)
  return 'restored'
}

function explain(
  error: unknown,
  { file, home, signal }: { file: string; home: string } & RestoreOptions,
): unknown {
  if (error instanceof BackupError) return error
  if (signal?.aborted === true) {
    return new BackupError('BACKUP_ABORTED', 'The restore was interrupted. Nothing was restored.', {
      cause: error,
    })
  }
  const { code = '' } = error as NodeJS.ErrnoException
  if (NOT_WRITABLE.has(code)) {
    return new BackupError(
      'RESTORE_NOT_WRITABLE',
      `The database cannot be restored into ${home}: the disk is full or read-only (${code}). Nothing was restored.`,
      { cause: error },
    )
  }
  return OF_THE_ARCHIVE.has(code) ? unreadable(file, 'its entries are contradictory', error) : error
}

const NOT_WRITABLE = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EFBIG'])
/** A file where a directory is expected, or the same name twice. */
const OF_THE_ARCHIVE = new Set(['EEXIST', 'ENOENT', 'ENOTDIR', 'EISDIR'])
