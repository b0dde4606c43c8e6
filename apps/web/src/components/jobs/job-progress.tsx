import { useLingui } from '@lingui/react/macro'
import { Progress } from '@mantine/core'
import type { JobsImportJob } from '@tributary/client'

/** How far a job is: empty while it waits, a moving bar where the share is not known. */
export function JobProgress({ job }: { job: JobsImportJob }) {
  const { t } = useLingui()
  const known = job.status !== 'running' || job.progress !== null
  return (
    <Progress.Root size="md">
      {known ? (
        <Progress.Section value={(job.progress ?? 0) * 100} aria-label={t`Progress`} />
      ) : (
        // Without a value, which would be read out as 100 per cent.
        <Progress.Section
          value={100}
          striped
          animated
          withAria={false}
          role="progressbar"
          aria-label={t`Running; how far is not known`}
        />
      )}
    </Progress.Root>
  )
}
