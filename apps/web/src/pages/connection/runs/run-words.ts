import { useLingui } from '@lingui/react/macro'
import type { JobsImportJob } from '@tributary/client'
import { useFormats } from '../../../i18n/formats.ts'

/** What a run is and how it went, in words. */
export function useRunWords() {
  const { t } = useLingui()
  const formats = useFormats()
  const kinds: Readonly<Record<JobsImportJob['kind'], string>> = {
    import: t`Import`,
    sync: t`Sync`,
    backfill: t`Reading the past`,
  }
  const statuses: Readonly<Record<JobsImportJob['status'], string>> = {
    queued: t`Waiting`,
    running: t`Running`,
    succeeded: t`Done`,
    partial: t`Done in part`,
    failed: t`Failed`,
    cancelled: t`Cancelled`,
  }
  return {
    kindOf: ({ kind }: Pick<JobsImportJob, 'kind'>): string => kinds[kind],
    statusOf: ({ status }: Pick<JobsImportJob, 'status'>): string => statuses[status],
    /** `1 Nov – 7 Nov 2026`; empty for jobs without dates. */
    windowOf: ({ window }: Pick<JobsImportJob, 'window'>): string => {
      if (window === null) return ''
      const [from, to] = [formats.date(window.from), formats.date(window.to)]
      return from === to ? from : `${from} – ${to}`
    },
  }
}
