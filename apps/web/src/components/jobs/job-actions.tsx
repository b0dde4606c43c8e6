import { Trans } from '@lingui/react/macro'
import { Button, Group, Stack } from '@mantine/core'
import type { JobsImportJob } from '@tributary/client'
import { useCancelJob, useRetryJob } from '../../api/job-actions.ts'
import { isOpen } from '../../api/live-job.ts'
import { Problem } from '../problem.tsx'

const RETRYABLE: readonly JobsImportJob['status'][] = ['partial', 'failed', 'cancelled']

/** Cancel what waits or runs; continue what ended without being complete. */
export function JobActions({ job }: { job: JobsImportJob }) {
  const cancel = useCancelJob(job.id)
  const retry = useRetryJob(job.id)
  const open = isOpen(job)
  if (!open && !isRetryable(job)) return null
  const action = open ? cancel : retry
  return (
    <Stack gap="xs">
      {action.isError && <Problem error={action.error} />}
      <Group>
        <Button size="xs" variant="default" onClick={() => action.mutate()} loading={action.isPending}>
          {open ? <Trans>Cancel</Trans> : <Trans>Try again</Trans>}
        </Button>
      </Group>
    </Stack>
  )
}

/** An import reads its file again, so it cannot be tried again without it. */
function isRetryable({ status, kind, fileKept }: JobsImportJob): boolean {
  return RETRYABLE.includes(status) && (kind !== 'import' || fileKept)
}
