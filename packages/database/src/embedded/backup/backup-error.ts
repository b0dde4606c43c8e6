/** An error of a backup, a restore or a check that a person must resolve. */
export type BackupErrorCode =
  | 'BACKUP_EXISTS'
  | 'BACKUP_NOT_WRITABLE'
  | 'BACKUP_ABORTED'
  | 'BACKUP_OF_DAMAGED_DATABASE'
  | 'BACKUP_UNREADABLE'
  | 'BACKUP_OTHER_VERSION'
  | 'RESTORE_NOT_EMPTY'
  | 'RESTORE_NOT_WRITABLE'
  | 'RESTORE_OTHER_MASTER_KEY'

/** The message is for the operator and names the cure. */
export class BackupError extends Error {
  readonly code: BackupErrorCode

  constructor(code: BackupErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'BackupError'
    this.code = code
  }
}
