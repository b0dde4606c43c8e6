import { Trans } from '@lingui/react/macro'
import { Button, Group, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type JobsImportJob, jobsCancelJob, jobsRetryJob } from '@tributary/client'
import { client } from '../../api/client.ts'
import { isOpen } from '../../api/live-job.ts'
import { Problem } from '../../components/problem.tsx'

const RETRYABLE: readonly JobsImportJob['status'][] = ['partial', 'failed', 'cancelled']

/** Cancel what waits or runs; continue what ended without being complete. */
export function JobActions({ job }: { job: JobsImportJob }) {
  const queryClient = useQueryClient()
  const path = { id: job.id }
  const onSuccess = (changed: JobsImportJob) => {
    queryClient.setQueryData(['jobs', job.id], changed)
    return queryClient.invalidateQueries({ queryKey: ['jobs'] })
  }
  const cancel = useMutation({
    mutationFn: async () => (await jobsCancelJob({ client, path })).data,
    onSuccess,
  })
  const retry = useMutation({
    mutationFn: async () => (await jobsRetryJob({ client, path })).data,
    onSuccess,
  })
  const open = isOpen(job)
  if (!open && !isRetryable(job)) return null
  const failed = open ? cancel : retry
  return (
    <Stack gap="xs">
      {failed.isError && <Problem error={failed.error} />}
      <Group>
        {open ? (
          <Button size="xs" variant="default" onClick={() => cancel.mutate()} loading={cancel.isPending}>
            <Trans>Cancel</Trans>
          </Button>
        ) : (
          <Button size="xs" variant="default" onClick={() => retry.mutate()} loading={retry.isPending}>
            <Trans>Try again</Trans>
          </Button>
        )}
      </Group>
    </Stack>
  )
}

/** An import reads its file again, so it cannot be tried again without it. */
function isRetryable({ status, kind, fileKept }: JobsImportJob): boolean {
  return RETRYABLE.includes(status) && (kind !== 'import' || fileKept)
}
