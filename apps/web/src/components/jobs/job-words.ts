import { useLingui } from '@lingui/react/macro'
import type { JobsImportJob } from '@tributary/client'
import { useFormats } from '../../i18n/formats.ts'

/** The words for states, kinds and triggers of jobs, with the colour that repeats a state. */
export function useJobWords() {
  const { t } = useLingui()
  const formats = useFormats()
  const statuses: Readonly<
    Record<JobsImportJob['status'], { readonly label: string; readonly color: string }>
  > = {
    queued: { label: t`Waiting`, color: 'gray' },
    running: { label: t`Running`, color: 'cyan' },
    succeeded: { label: t`Complete`, color: 'green' },
    partial: { label: t`Complete in part`, color: 'yellow' },
    failed: { label: t`Failed`, color: 'red' },
    cancelled: { label: t`Cancelled`, color: 'gray' },
  }
  const kinds: Readonly<Record<JobsImportJob['kind'], string>> = {
    sync: t`Sync`,
    backfill: t`Earlier days`,
    import: t`Import of a file`,
  }
  const triggers: Readonly<Record<JobsImportJob['trigger'], string>> = {
    upload: t`You uploaded a file`,
    manual: t`You started it`,
    schedule: t`By schedule`,
    connect: t`After connecting`,
    demo: t`Demo data`,
    command: t`By a command on the server`,
    webhook: t`The provider told of news`,
  }
  /** `1 Nov 2026 – 7 Nov 2026`; empty for jobs without dates. */
  const windowOf = ({ window }: Pick<JobsImportJob, 'window'>): string => {
    if (window === null) return ''
    const [from, to] = [formats.date(window.from), formats.date(window.to)]
    return from === to ? from : `${from} – ${to}`
  }
  return { statuses, kinds, triggers, windowOf }
}
