import type { ImportContext, MediaRecord } from '@tributary/integration-kit'
import { HistoryComparison } from '@tributary/integration-kit/files'
import { readQuickId } from './external-id.ts'

/**
 * Detects a quick file that repeats a history. Its viewings are identified by profile, date and title: changing the account's language
 * changes all titles, and renaming a profile all viewings.
 */
export function historyComparison(delivered: NonNullable<ImportContext['delivered']>, profile: string) {
  const comparison = new HistoryComparison(delivered, { owner: profile, read: readQuickId })
  return async (records: readonly MediaRecord[], at: { readonly last: boolean }) => {
    await comparison.add(records, at)
    const { finding } = comparison
    if (finding === undefined) return undefined
    return 'byOwner' in finding ? underOtherProfile(finding.byOwner) : IN_OTHER_WORDS
  }
}

const CURE =
  'To remove the duplicates, delete the data from Netflix (DELETE /api/netflix?data=delete) and import this file again.'

const IN_OTHER_WORDS = `On most days that an earlier import has as well, this file has other titles. If the account's language has changed since, these viewings are now stored twice, once in each language. ${CURE} If the file is another person's, choose another profile for it.`

function underOtherProfile(name: string): string {
  const profile = name === '' ? 'without a profile' : `as those of the profile ${JSON.stringify(name)}`
  return `Most viewings of this file already exist ${profile}. If that is the same person, they are now stored twice: choose the same profile each time. ${CURE}`
}
