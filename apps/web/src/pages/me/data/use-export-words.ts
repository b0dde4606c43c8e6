import { useLingui } from '@lingui/react/macro'
import type { ExportsExportSchedule } from '@tributary/client'

export const FORMATS = { csv: 'CSV', jsonl: 'JSON Lines' } as const

/** What can be exported, and how often. */
export function useExportWords() {
  const { t } = useLingui()
  const contents: Readonly<Record<string, string>> = {
    library: t`Library`,
    metrics: t`Metrics`,
    events: t`Events`,
  }
  const every: Readonly<Record<ExportsExportSchedule['every'], string>> = {
    day: t`every day`,
    week: t`every week`,
    month: t`every month`,
  }
  return { contents, every }
}
