import { Trans } from '@lingui/react/macro'
import { Button, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type JobsImportJob, jobsRetryJob } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { useProblemSentence } from '../../../components/problem-sentence.ts'

/** Runs a job again that failed or was cancelled. */
export function RetryRun({ job }: { job: JobsImportJob }) {
  const queryClient = useQueryClient()
  const sentence = useProblemSentence()
  const retry = useMutation({
    mutationFn: () => jobsRetryJob({ client, path: { id: job.id } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['jobs'] }),
  })
  return (
    <>
      <Button size="xs" variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
        <Trans>Try again</Trans>
      </Button>
      {retry.isError && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {sentence(retry.error)}
        </Text>
      )}
    </>
  )
}
