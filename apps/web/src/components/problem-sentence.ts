import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react'
import { HTTP_ERROR, isTributaryProblem } from '@tributary/client'

/** Problems that have a sentence in every language here. Any other is told in the words of the server. */
const SENTENCES: Readonly<Record<string, MessageDescriptor>> = {
  KERNEL_NOT_SIGNED_IN: msg`You are not signed in. Sign in again.`,
  KERNEL_NOT_ALLOWED: msg`Only an administrator can do this.`,
  KERNEL_INTERNAL: msg`The server failed. An administrator finds the reason in its log.`,
  KERNEL_UNAVAILABLE: msg`The server is temporarily unavailable. Try again in a moment.`,
  KERNEL_RATE_LIMITED: msg`Too many requests at once. Try again in a moment.`,
  ACCOUNTS_SESSION_EXPIRED: msg`Your session has expired. Sign in again.`,
  ACCOUNTS_BAD_CREDENTIALS: msg`The email address or the password is wrong.`,
  ACCOUNTS_BAD_SETUP_TOKEN: msg`The set-up token is wrong. The server prints the current one when it starts.`,
  ACCOUNTS_WRONG_PASSWORD: msg`The current password is wrong.`,
  ACCOUNTS_RATE_LIMITED: msg`Too many attempts. Wait some minutes and try again.`,
  ACCOUNTS_USER_DISABLED: msg`This user is disabled. Ask an administrator.`,
  ACCOUNTS_EMAIL_TAKEN: msg`There is a user with this email address already.`,
  ACCOUNTS_LAST_ADMIN: msg`This is the last administrator. Make another user an administrator first.`,
  DATABASE_UNAVAILABLE: msg`The database cannot be reached. Try again in a moment.`,
  DATABASE_BUSY: msg`The database is busy. Try again in a moment.`,
  DATABASE_DISK_FULL: msg`The disk of the server is full. An administrator needs to free some space.`,
  // The embedded database is read-only while its disk is nearly full.
  DATABASE_READ_ONLY: msg`The disk of the server is full. An administrator needs to free some space.`,
  JOBS_UPLOAD_NO_ROOM: msg`The disk of the server has too little space for this file. An administrator needs to free some space.`,
  [HTTP_ERROR]: msg`The server cannot be reached. Try again in a moment.`,
}

/** The sentence for a failed request, in the person's language where there is one. */
export function useProblemSentence(): (error: unknown) => string {
  const { _ } = useLingui()
  return (error) => {
    if (isTributaryProblem(error)) {
      const known = SENTENCES[error.code]
      return known === undefined ? (error.detail ?? error.title) : _(known)
    }
    // `fetch` without a connection.
    if (error instanceof TypeError) return _(msg`The server cannot be reached. Try again in a moment.`)
    return error instanceof Error ? error.message : String(error)
  }
}
