import { useLingui } from '@lingui/react/macro'
import { Progress } from '@mantine/core'
import type { JobsImportJob } from '@tributary/client'

/** How far a job is: empty while it waits, a moving bar where the share is not known. */
export function JobProgress({ job }: { job: JobsImportJob }) {
  const { t } = useLingui()
  const known = job.status !== 'running' || job.progress !== null
  return (
    <Progress.Root size="md">
      <Progress.Section
        value={known ? (job.progress ?? 0) * 100 : 100}
        striped={!known}
        animated={!known}
        aria-label={known ? t`Progress` : t`Running; how far is not known`}
      />
    </Progress.Root>
  )
}
