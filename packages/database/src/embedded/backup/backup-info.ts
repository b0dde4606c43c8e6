import { BackupError } from './backup-error.ts'

/** Names of the entries of a backup that are not the cluster's. The others are the files of PostgreSQL's data directory. */
export const INFO_ENTRY = 'tributary-backup.json'
export const MANIFEST_ENTRY = 'backup_manifest'
export const MASTER_KEY_ENTRY = 'master.key'

/** Incremented when older versions can no longer read the file. */
export const FORMAT_VERSION = 1

/** The content of the first entry of a backup. */
export interface BackupInfo {
  readonly formatVersion: number
  /** Like `18.4`. */
  readonly postgresVersion: string
  /** PostgreSQL's number of the cluster, 64 bits, as digits. */
  readonly systemIdentifier: string
  /** When the backup was begun, ISO 8601. */
  readonly createdAt: string
  readonly tributaryVersion: string
  /** Whether the backup contains the master key. */
  readonly masterKey: boolean
}

/** Reads the first entry. Throws `BACKUP_UNREADABLE` where it is not one, and `BACKUP_OTHER_VERSION` where the format is newer. */
export function parseBackupInfo(text: string, file: string): BackupInfo {
  const info = parseObject(text)
  const { formatVersion } = info
  if (typeof formatVersion === 'number' && formatVersion > FORMAT_VERSION) {
    throw new BackupError(
      'BACKUP_OTHER_VERSION',
      `${file} was made by Tributary ${String(info['tributaryVersion'])}, which is newer: restore it with that version.`,
    )
  }
  if (!isBackupInfo(info)) throw new BackupError('BACKUP_UNREADABLE', `${file} is not a backup of Tributary.`)
  return info
}

/** The major version of PostgreSQL that can read the cluster. */
export function majorOf({ postgresVersion }: BackupInfo): number {
  return Number.parseInt(postgresVersion, 10)
}

function parseObject(text: string): Partial<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

function isBackupInfo(info: object): info is BackupInfo {
  const { formatVersion, postgresVersion, systemIdentifier, createdAt, tributaryVersion, masterKey } =
    info as Partial<Record<string, unknown>>
  return (
    formatVersion === FORMAT_VERSION &&
    typeof postgresVersion === 'string' &&
    /^\d+\.\d+/.test(postgresVersion) &&
    typeof systemIdentifier === 'string' &&
    typeof createdAt === 'string' &&
    typeof tributaryVersion === 'string' &&
    typeof masterKey === 'boolean'
  )
}
