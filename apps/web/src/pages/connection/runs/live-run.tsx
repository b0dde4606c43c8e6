import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useCancelJob } from '../../../api/job-actions.ts'
import { useLiveJob } from '../../../api/live-job.ts'
import { useWhen } from '../../../components/connection-state/condition-sentence.ts'
import { JobProgress } from '../../../components/jobs/job-progress.tsx'
import { useJobWords } from '../../../components/jobs/job-words.ts'
import { Problem } from '../../../components/problem.tsx'
import { useFormats } from '../../../i18n/formats.ts'

/** A job that waits or runs, followed by its events. */
export function LiveRun({ id }: { id: string }) {
  const { t } = useLingui()
  const formats = useFormats()
  const { when } = useWhen()
  const { kinds, windowOf } = useJobWords()
  const { data: job } = useLiveJob(id)
  const cancel = useCancelJob(id)
  if (job === undefined) return null
  const count = formats.number(job.fetched)
  const state = () => {
    if (job.status === 'running') return t`${count} records read`
    if (job.runAfter !== null && Date.parse(job.runAfter) > Date.now())
      return t`Waits until ${when(job.runAfter)}`
    return t`Waits for its turn`
  }
  return (
    <Stack gap={6}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <div>
          <Text size="sm" fw={600}>
            {kinds[job.kind]} {windowOf(job)}
          </Text>
          <Text size="sm" c="dimmed">
            {state()}
          </Text>
        </div>
        <Button size="xs" variant="subtle" loading={cancel.isPending} onClick={() => cancel.mutate()}>
          <Trans>Cancel</Trans>
        </Button>
      </Group>
      <JobProgress job={job} />
      {cancel.isError && <Problem error={cancel.error} />}
    </Stack>
  )
}
