import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { jobsCancelJob } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { useLiveJob } from '../../../api/live-job.ts'
import { useWhen } from '../../../components/connection-state/condition-sentence.ts'
import { Problem } from '../../../components/problem.tsx'
import { useFormats } from '../../../i18n/formats.ts'
import { useRunWords } from './run-words.ts'

/** A job that waits or runs, followed by its events. */
export function LiveRun({ id }: { id: string }) {
  const { t } = useLingui()
  const formats = useFormats()
  const { when } = useWhen()
  const { kindOf, windowOf } = useRunWords()
  const queryClient = useQueryClient()
  const { data: job } = useLiveJob(id)
  const cancel = useMutation({
    mutationFn: () => jobsCancelJob({ client, path: { id } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['jobs'] }),
  })
  if (job === undefined) return null
  const percent = job.progress === null ? 100 : Math.round(job.progress * 100)
  const isRunning = job.status === 'running'
  const count = formats.number(job.fetched)
  const state = () => {
    if (isRunning) return t`${count} records read`
    if (job.runAfter !== null && Date.parse(job.runAfter) > Date.now())
      return t`Waits until ${when(job.runAfter)}`
    return t`Waits for its turn`
  }
  return (
    <Stack gap={6}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <div>
          <Text size="sm" fw={600}>
            {kindOf(job)} {windowOf(job)}
          </Text>
          <Text size="sm" c="dimmed">
            {state()}
          </Text>
        </div>
        <Button size="xs" variant="subtle" loading={cancel.isPending} onClick={() => cancel.mutate()}>
          <Trans>Cancel</Trans>
        </Button>
      </Group>
      <Progress
        value={isRunning ? percent : 0}
        animated={isRunning && job.progress === null}
        striped={isRunning && job.progress === null}
        aria-label={t`Progress`}
      />
      {cancel.isError && <Problem error={cancel.error} />}
    </Stack>
  )
}
