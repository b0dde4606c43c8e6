import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react'

/** The sentences of the server itself; those of a provider are shown as it writes them. */
const REASONS: Readonly<Record<string, MessageDescriptor>> = {
  'The language model gave no valid answer for this work.': msg`The language model gave no valid answer for this title.`,
  'The terms of the provider forbid that its data is given to a language model.': msg`The terms of the service forbid that its data is given to a language model.`,
  'The enricher gave no result for this work.': msg`The source gave no result for this title.`,
  'The enricher did not answer in time.': msg`The source did not answer in time.`,
  'The enricher failed unexpectedly; the log has more.': msg`The source failed unexpectedly. An administrator finds the reason in the log.`,
  'The language model did not answer in time.': msg`The language model did not answer in time.`,
  'The budget of the language model for today is used up.': msg`The budget of the language model for today is used up.`,
}

/** Why something was not looked up, in words. */
export function useReasonText(): (reason: string) => string {
  const { _ } = useLingui()
  return (reason) => {
    const known = REASONS[reason]
    return known === undefined ? reason : _(known)
  }
}
