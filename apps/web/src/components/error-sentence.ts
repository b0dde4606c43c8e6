import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react'
import { type ErrorCode, isErrorCode } from './error-code.ts'

interface RunError {
  readonly code: string
  readonly message: string
}

/** With the words of the server where only they say what is wrong with a file or at a provider. */
const SENTENCES: Readonly<Record<ErrorCode, (error: RunError) => MessageDescriptor>> = {
  action_required: ({ message }) => msg`Something needs to be done at the provider first: ${message}`,
  all_rejected: () => msg`None of the records could be used. The list of rejected records has the reasons.`,
  auth_expired: () => msg`The provider no longer gives access to the account. Connect it again.`,
  bad_configuration: ({ message }) => msg`An administrator needs to act first: ${message}`,
  cursor_expired: () =>
    msg`The provider no longer knows where the last sync ended. The next one starts over.`,
  disconnected: () => msg`The account is no longer connected. Connect it again to sync it.`,
  file_parse_error: ({ message }) => msg`The file cannot be read: ${message}`,
  internal: ({ message }) => msg`The server or the integration has failed: ${message}`,
  invalid_data: ({ message }) => msg`An answer of the provider could not be used: ${message}`,
  partial_sync: () => msg`Not everything could be read. The next sync goes on from there.`,
  paused: () => msg`The connection is paused, so nothing was read. Resume it first.`,
  permission_denied: () =>
    msg`A permission is missing. Grant the access, or switch off the streams that need it.`,
  provider_gone: ({ message }) => msg`The provider has ended its interface: ${message}`,
  rate_limit: () => msg`The provider answers no more requests for now. It goes on by itself later.`,
  upstream: () => msg`The provider does not answer, or not properly. Try again later.`,
  worker_died: () =>
    msg`The server crashed each time it ran this. An administrator finds the reason in its log.`,
}

/**
 * The sentence for the error of a job or a connection. The server writes English, with details such as the number of attempts: in English
 * its own words, in any other language the sentence for the code, if it is known.
 */
export function useErrorSentence(): (error: RunError) => string {
  const { i18n } = useLingui()
  return (error) =>
    i18n.locale !== 'en' && isErrorCode(error.code) ? i18n._(SENTENCES[error.code](error)) : error.message
}
