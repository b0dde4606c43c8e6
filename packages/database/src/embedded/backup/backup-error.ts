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

/** Marks the error across copies of this package. */
const BRAND = Symbol.for('tributary.BackupError')

/** The message is for the operator and names the cure. */
export class BackupError extends Error {
  readonly [BRAND] = true
  readonly code: BackupErrorCode

  constructor(code: BackupErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'BackupError'
    this.code = code
  }
}

/** Whether an error is a `BackupError`, whichever copy of this package made it. */
export function isBackupError(error: unknown): error is BackupError {
  return typeof error === 'object' && error !== null && BRAND in error
}
