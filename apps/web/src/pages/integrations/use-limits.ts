import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import type { IntegrationsIntegration } from '@tributary/client'
import { useFormats } from '../../i18n/formats.ts'

/** Something that an integration cannot do, or not for ever. */
export interface Limit {
  readonly sentence: string
  /** Whether it decides if a person connects at all. */
  readonly isUrgent: boolean
}

/** The limits of an integration, as sentences. */
export function useLimits(): (
  integration: Pick<IntegrationsIntegration, 'facts' | 'displayName'>,
) => readonly Limit[] {
  const { t } = useLingui()
  const formats = useFormats()
  return ({ facts, displayName }) => {
    const { sunsetDate, successor, closedToNewClients, historyLimitDays, userCap, syncEveryMinutes } = facts
    const limits: Limit[] = []
    const add = (sentence: string, isUrgent = false) => limits.push({ sentence, isUrgent })
    if (sunsetDate !== null) {
      const date = formats.date(sunsetDate)
      add(
        successor === null
          ? t`${displayName} ends this interface on ${date}.`
          : t`${displayName} ends this interface on ${date}; ${successor} follows it.`,
        true,
      )
    }
    if (closedToNewClients !== null) add(closedToNewClients, true)
    if (historyLimitDays !== null)
      add(
        t`Only the last ${plural(historyLimitDays, { one: '# day', other: '# days' })} can be read; older data only comes from files.`,
      )
    if (userCap !== null)
      add(t`At most ${plural(userCap, { one: '# person', other: '# people' })} of this server can connect.`)
    if (syncEveryMinutes !== null) {
      const hours = syncEveryMinutes / 60
      add(
        Number.isInteger(hours)
          ? t`New data is read ${plural(hours, { one: 'every hour', other: 'every # hours' })}.`
          : t`New data is read ${plural(syncEveryMinutes, { one: 'every minute', other: 'every # minutes' })}.`,
      )
    }
    return limits
  }
}
