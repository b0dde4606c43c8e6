export { type BackupOptions, type BackupResult, backupDatabase } from './backup-database.ts'
export { BackupError, type BackupErrorCode, isBackupError } from './backup-error.ts'
export type { BackupInfo } from './backup-info.ts'
export { type RestoreOptions, type RestoreResult, restoreDatabase } from './restore-database.ts'
