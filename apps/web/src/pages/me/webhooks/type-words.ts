import { useLingui } from '@lingui/react/macro'

/** The types of the feed of changes. */
export const EVENT_TYPES = ['item', 'value', 'measurement', 'event', 'job', 'connection'] as const

/** What each type of change is about. */
export function useTypeWords(): Readonly<Record<(typeof EVENT_TYPES)[number], string>> {
  const { t } = useLingui()
  return {
    item: t`Items of the library`,
    value: t`Daily values`,
    measurement: t`Measurements`,
    event: t`Events`,
    job: t`Jobs`,
    connection: t`Connections`,
  }
}
