import { Trans, useLingui } from '@lingui/react/macro'
import { Badge, ScrollArea, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { JobsImportJob } from '@tributary/client'
import { connectionJobsQuery } from '../../../api/connections.ts'
import { isOpen } from '../../../api/live-job.ts'
import { useErrorSentence } from '../../../components/error-sentence.ts'
import { QueryState } from '../../../components/query-state.tsx'
import { useFormats } from '../../../i18n/formats.ts'
import { Panel } from '../panel.tsx'
import { RejectedRecords } from './rejected-records.tsx'
import { RetryRun } from './retry-run.tsx'
import { useRunWords } from './run-words.ts'

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

const COLORS: Readonly<Record<JobsImportJob['status'], string>> = {
  queued: 'gray',
  running: 'cyan',
  succeeded: 'teal',
  partial: 'yellow',
  failed: 'red',
  cancelled: 'gray',
}

function Run({ job }: { job: JobsImportJob }) {
  const formats = useFormats()
  const { kindOf, statusOf, windowOf } = useRunWords()
  const errorSentence = useErrorSentence()
  return (
    <Table.Tr style={{ verticalAlign: 'top' }}>
      <Table.Td miw={190}>
        <Text size="sm" fw={600}>
          {kindOf(job)}
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
          <Badge variant="dot" color={COLORS[job.status]} tt="none" c="var(--mantine-color-text)">
            {statusOf(job)}
          </Badge>
          {job.error !== null && <Text size="sm">{errorSentence(job.error)}</Text>}
          {(job.status === 'failed' || job.status === 'cancelled') && <RetryRun job={job} />}
        </Stack>
      </Table.Td>
      <Table.Td ta="right">{formats.number(job.inserted)}</Table.Td>
      <Table.Td ta="right">{formats.number(job.updated)}</Table.Td>
      <Table.Td ta="right">{formats.number(job.unchanged)}</Table.Td>
      <Table.Td ta="right">{job.rejected === 0 ? formats.number(0) : <RejectedRecords job={job} />}</Table.Td>
    </Table.Tr>
  )
}
