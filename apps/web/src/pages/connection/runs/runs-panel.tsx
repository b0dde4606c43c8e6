import { Trans, useLingui } from '@lingui/react/macro'
import { ScrollArea, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { JobsImportJob } from '@tributary/client'
import { connectionJobsQuery } from '../../../api/jobs.ts'
import { isOpen } from '../../../api/live-job.ts'
import { useErrorSentence } from '../../../components/error-sentence.ts'
import { JobActions } from '../../../components/jobs/job-actions.tsx'
import { JobState } from '../../../components/jobs/job-state.tsx'
import { useJobWords } from '../../../components/jobs/job-words.ts'
import { QueryState } from '../../../components/query-state.tsx'
import { useFormats } from '../../../i18n/formats.ts'
import { Panel } from '../panel.tsx'
import { RejectedRecordsButton } from './rejected-records-button.tsx'

/** The latest runs of the connection, with what was rejected and what can be tried again. */
export function RunsPanel({ connectionId }: { connectionId: string }) {
  const { t } = useLingui()
  const query = useQuery(connectionJobsQuery(connectionId))
  return (
    <Panel title={t`History`}>
      <QueryState
        query={query}
        isEmpty={(jobs) => jobs.every(isOpen)}
        empty={
          <Text size="sm" c="dimmed">
            <Trans>Nothing has been read yet. The first sync fills this list.</Trans>
          </Text>
        }
      >
        {(jobs) => <Runs jobs={jobs.filter((job) => !isOpen(job))} />}
      </QueryState>
    </Panel>
  )
}

function Runs({ jobs }: { jobs: readonly JobsImportJob[] }) {
  const { t } = useLingui()
  return (
    <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': t`Runs` }}>
      <Table aria-label={t`Runs`} verticalSpacing="xs" miw={720} style={{ overflowWrap: 'normal' }}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t`Run`}</Table.Th>
            <Table.Th>{t`Result`}</Table.Th>
            <Table.Th ta="right">{t`New`}</Table.Th>
            <Table.Th ta="right">{t`Changed`}</Table.Th>
            <Table.Th ta="right">{t`Known`}</Table.Th>
            <Table.Th ta="right">{t`Rejected`}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {jobs.map((job) => (
            <Run key={job.id} job={job} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  )
}

function Run({ job }: { job: JobsImportJob }) {
  const formats = useFormats()
  const { kinds, windowOf } = useJobWords()
  const errorSentence = useErrorSentence()
  return (
    <Table.Tr style={{ verticalAlign: 'top' }}>
      <Table.Td miw={190}>
        <Text size="sm" fw={600}>
          {kinds[job.kind]}
        </Text>
        <Text size="sm" c="dimmed">
          {formats.dateTime(job.finishedAt ?? job.createdAt)}
        </Text>
        <Text size="sm" c="dimmed">
          {windowOf(job)}
        </Text>
      </Table.Td>
      <Table.Td miw={200}>
        <Stack gap={6} align="flex-start">
          <JobState status={job.status} />
          {job.error !== null && <Text size="sm">{errorSentence(job.error)}</Text>}
          <JobActions job={job} />
        </Stack>
      </Table.Td>
      <Table.Td ta="right">{formats.number(job.inserted)}</Table.Td>
      <Table.Td ta="right">{formats.number(job.updated)}</Table.Td>
      <Table.Td ta="right">{formats.number(job.unchanged)}</Table.Td>
      <Table.Td ta="right">
        {job.rejected === 0 ? formats.number(0) : <RejectedRecordsButton job={job} />}
      </Table.Td>
    </Table.Tr>
  )
}
