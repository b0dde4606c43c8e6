import { Trans, useLingui } from '@lingui/react/macro'
import { Group, Paper, Stack, Text } from '@mantine/core'
import type { JobsImportJob } from '@tributary/client'
import { useErrorSentence } from '../../components/error-sentence.ts'
import { JobActions } from '../../components/jobs/job-actions.tsx'
import { JobProgress } from '../../components/jobs/job-progress.tsx'
import { JobState } from '../../components/jobs/job-state.tsx'
import { useJobWords } from '../../components/jobs/job-words.ts'
import { TextLink } from '../../components/text-link.tsx'
import { useFormats } from '../../i18n/formats.ts'
import { useJobName } from './job-name.ts'

/** A job in the list: what it is, how it went, and what can be done about it. */
export function JobCard({ job }: { job: JobsImportJob }) {
  const { t } = useLingui()
  const { dateTime, relative, number } = useFormats()
  const errorSentence = useErrorSentence()
  const name = useJobName()(job)
  const kind = useJobWords().kinds[job.kind]
  const at = job.finishedAt ?? job.startedAt ?? job.createdAt
  return (
    <Paper withBorder p="md" component="article" aria-label={`${name}, ${kind}`}>
      <Stack gap="xs">
        <Group justify="space-between" align="flex-start" gap="sm" wrap="nowrap">
          <div>
            <TextLink to="/jobs/$jobId" params={{ jobId: job.id }} fw={600}>
              {name}
            </TextLink>
            <Text size="sm" c="dimmed">
              {kind} ·{' '}
              <time dateTime={at} title={dateTime(at)}>
                {relative(at)}
              </time>
            </Text>
          </div>
          <JobState status={job.status} />
        </Group>
        {job.status === 'running' && <JobProgress job={job} />}
        {job.fetched > 0 && (
          <Text size="sm">
            <Trans>
              {number(job.fetched)} read · {number(job.inserted)} new · {number(job.updated)} changed
            </Trans>
            {job.rejected > 0 && ` · ${t`${number(job.rejected)} could not be used`}`}
          </Text>
        )}
        {job.error !== null && <Text size="sm">{errorSentence(job.error)}</Text>}
        <JobActions job={job} />
      </Stack>
    </Paper>
  )
}
