import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { isOpen, useLiveJob } from '../../../api/live-job.ts'
import { useErrorSentence } from '../../../components/error-sentence.ts'
import { JobProgress } from '../../../components/jobs/job-progress.tsx'
import { LinkButton } from '../../../components/link-button.tsx'
import { Problem } from '../../../components/problem.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { Count } from '../count.tsx'

/** An import while it runs, and what it brought. */
export function RunningImport({ jobId, onDone }: { jobId: string; onDone: () => void }) {
  const { t } = useLingui()
  const titleOf = useTitles()
  const errorSentence = useErrorSentence()
  const query = useLiveJob(jobId)
  return (
    <Paper withBorder p="lg">
      <QueryState query={query}>
        {(job) => (
          <Stack>
            {/* Of the counts below, which change many times a second, nothing is read out. */}
            <Title order={2} size="h4" aria-live="polite">
              {isOpen(job) ? t`Importing ${job.filename ?? ''}` : titleOf(job.status)}
            </Title>
            {isOpen(job) && <JobProgress job={job} />}
            {job.error !== null && <Problem>{errorSentence(job.error)}</Problem>}
            <SimpleGrid cols={{ base: 2, sm: 4 }}>
              <Count label={t`New`} value={job.inserted} />
              <Count label={t`Known already`} value={job.unchanged} />
              <Count label={t`Changed`} value={job.updated} />
              <Count label={t`Cannot be read`} value={job.rejected} />
            </SimpleGrid>
            {job.warnings.map((warning) => (
              <Text key={warning} size="sm">
                {warning}
              </Text>
            ))}
            {!isOpen(job) && (
              <Group>
                <LinkButton to="/library" search={{ integration: job.integration }}>
                  <Trans>Show it in the library</Trans>
                </LinkButton>
                <LinkButton to="/imports/$importId" params={{ importId: jobId }} variant="default">
                  <Trans>Details and undo</Trans>
                </LinkButton>
                <Button variant="default" onClick={onDone}>
                  <Trans>Import another file</Trans>
                </Button>
              </Group>
            )}
          </Stack>
        )}
      </QueryState>
    </Paper>
  )
}

/** The heading of an import that has ended. */
function useTitles(): (status: string) => string {
  const { t } = useLingui()
  const titles: Readonly<Record<string, string>> = {
    succeeded: t`The import is complete`,
    partial: t`The import is complete, except for some entries`,
    cancelled: t`The import was cancelled`,
  }
  return (status) => titles[status] ?? t`The import has failed`
}
