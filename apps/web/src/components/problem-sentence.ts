import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { HTTP_ERROR, isTributaryProblem } from '@tributary/client'
import { UnreachableError } from '../api/watched-fetch.ts'
import { loadPageMessages } from '../i18n/messages.ts'
import { isFault } from './kind-of-error.ts'

/** Problems that can occur before anything else is loaded, or on any page. */
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

const problemSentencesQuery = queryOptions({
  queryKey: ['problem-sentences'],
  queryFn: loadProblemSentences,
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
})

/**
 * The sentence for a failed request, in the person's language. The server writes English, with details: in English its own words, in any
 * other language the sentence for the code. Those beside the ones above are loaded in these languages only.
 */
export function useProblemSentence(): (error: unknown) => string {
  const { i18n, _ } = useLingui()
  const { data: more } = useQuery({ ...problemSentencesQuery, enabled: i18n.locale !== 'en' })
  return (error) => {
    if (isTributaryProblem(error)) {
      const { code } = error
      const words = error.detail ?? error.title
      const known = SENTENCES[code]
      if (known !== undefined) return _(known)
      const sentence = i18n.locale === 'en' ? undefined : more?.sentences[code]
      if (sentence === undefined) return words
      return more?.withDetail.has(code) === true ? `${_(sentence)} ${words}` : _(sentence)
    }
    if (error instanceof UnreachableError) return _(msg`The server cannot be reached. Try again in a moment.`)
    if (isFault(error)) return _(msg`This page has a fault. Its cause is in the console of the browser.`)
    return error instanceof Error ? error.message : String(error)
  }
}

/** The sentence for a code alone, of which the server sent no words; `undefined` while it is loaded, and for an unknown code. */
export function useCodeSentence(code: string | undefined): string | undefined {
  const { _ } = useLingui()
  const { data: more } = useQuery({ ...problemSentencesQuery, enabled: code !== undefined })
  if (code === undefined) return undefined
  const sentence = SENTENCES[code] ?? more?.sentences[code]
  return sentence === undefined ? undefined : _(sentence)
}

/** The table together with its messages, which are a catalogue of their own. */
async function loadProblemSentences() {
  const [{ PROBLEM_SENTENCES, WITH_DETAIL }] = await Promise.all([
    import('../pages/problems/problem-sentences.ts'),
    loadPageMessages('problems'),
  ])
  return { sentences: PROBLEM_SENTENCES, withDetail: WITH_DETAIL }
}
