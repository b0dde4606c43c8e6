import { Trans, useLingui } from '@lingui/react/macro'
import { Group, List, Stack, Text, Title } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import type { JobsImportJob } from '@tributary/client'
import { isOpen, useLiveJob } from '../../api/live-job.ts'
import { BackLink } from '../../components/back-link.tsx'
import { JobActions } from '../../components/jobs/job-actions.tsx'
import { JobProgress } from '../../components/jobs/job-progress.tsx'
import { JobState } from '../../components/jobs/job-state.tsx'
import { RejectedRecords } from '../../components/jobs/rejected-records.tsx'
import { PageTitle } from '../../components/page-title.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { useFormats } from '../../i18n/formats.ts'
import { DeleteFile } from './delete-file.tsx'
import { JobCounts } from './job-counts.tsx'
import { JobFacts } from './job-facts.tsx'
import { useJobName } from './job-name.ts'
import { JobProblem } from './job-problem.tsx'

const route = getRouteApi('/shell/jobs/$jobId')

/** One job: what it does now, what it brought, and why something is missing. */
export function JobPage() {
  const { jobId } = route.useParams()
  const query = useLiveJob(jobId)
  return <QueryState query={query}>{(job) => <JobDetails job={job} />}</QueryState>
}

function JobDetails({ job }: { job: JobsImportJob }) {
  const { t } = useLingui()
  const name = useJobName()(job)
  const { percent } = useFormats()
  return (
    <Stack gap="lg">
      <div>
        <BackLink to="/jobs">
          <Trans>All jobs</Trans>
        </BackLink>
        <PageTitle actions={<JobState status={job.status} />}>{name}</PageTitle>
        <Stack gap="sm">
          {job.status === 'running' && (
            <div>
              <JobProgress job={job} />
              <Text size="sm" c="dimmed" mt={4} aria-live="polite">
                {job.progress === null ? t`Running` : t`${percent(job.progress)} done`}
              </Text>
            </div>
          )}
          <JobProblem job={job} />
          <Group gap="sm">
            <JobActions job={job} />
            {job.fileKept && !isOpen(job) && <DeleteFile job={job} />}
          </Group>
        </Stack>
      </div>
      <JobCounts job={job} />
      {job.warnings.length > 0 && (
        <section>
          <Title order={2} size="h4" mb="sm">
            <Trans>Notices</Trans>
          </Title>
          <List spacing="xs">
            {job.warnings.map((warning) => (
              <List.Item key={warning}>{warning}</List.Item>
            ))}
          </List>
        </section>
      )}
      {job.rejected > 0 && (
        <section>
          <Title order={2} size="h4" mb="sm">
            <Trans>What could not be used</Trans>
          </Title>
          <RejectedRecords job={job} />
        </section>
      )}
      <JobFacts job={job} />
    </Stack>
  )
}
