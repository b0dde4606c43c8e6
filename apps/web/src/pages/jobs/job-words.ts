import { useLingui } from '@lingui/react/macro'
import type { JobsImportJob } from '@tributary/client'
import type { JobKind, JobStatus } from './jobs-search.ts'

/** The words for states, kinds and triggers of jobs, with the colour that repeats a state. */
export function useJobWords() {
  const { t } = useLingui()
  const statuses: Readonly<Record<JobStatus, { readonly label: string; readonly color: string }>> = {
    queued: { label: t`Waiting`, color: 'gray' },
    running: { label: t`Running`, color: 'cyan' },
    succeeded: { label: t`Complete`, color: 'green' },
    partial: { label: t`Complete in part`, color: 'yellow' },
    failed: { label: t`Failed`, color: 'red' },
    cancelled: { label: t`Cancelled`, color: 'gray' },
  }
  const kinds: Readonly<Record<JobKind, string>> = {
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
  return { statuses, kinds, triggers }
}
