import { isKernelError, isProblemError } from '@tributary/core'
import { isBackupError } from '@tributary/database/backup'
import { isEmbeddedError } from '@tributary/database/embedded'
import { ConfigurationError } from './configuration.ts'
import { UsageError } from './usage-error.ts'

/** Prints on standard error why a command failed: a sentence if the user can fix it, a stack if it is a bug. */
export function reportFailure(error: unknown): void {
  process.stderr.write(`${messageOf(error)}\n`)
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (isKernelError(error) && error.code === 'ESSENTIAL_FAILED' && error.cause instanceof Error) {
    return isProblemError(error.cause) ? error.cause.message : error.message
  }
  const plain =
    error instanceof ConfigurationError ||
    error instanceof UsageError ||
    isKernelError(error) ||
    isEmbeddedError(error) ||
    isBackupError(error)
  const known = isProblemError(error) && error.definition.kind !== 'bug'
  return plain || known ? error.message : (error.stack ?? error.message)
}
