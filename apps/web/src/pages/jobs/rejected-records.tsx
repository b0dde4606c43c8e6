import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Code, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { type JobsImportJob, type JobsRejectedRecord, jobsRetryRejectedRecords } from '@tributary/client'
import { client } from '../../api/client.ts'
import { isOpen } from '../../api/live-job.ts'
import { Problem } from '../../components/problem.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { toast } from '../../components/toast.ts'
import { useFormats } from '../../i18n/formats.ts'
import { rejectedRecordsQuery } from './job-queries.ts'

/** What could not be used, each with its reason, and trying all of it again. */
export function RejectedRecords({ job }: { job: JobsImportJob }) {
  const { t } = useLingui()
  const { number } = useFormats()
  const queryClient = useQueryClient()
  const query = useInfiniteQuery(rejectedRecordsQuery(job.id))
  const retry = useMutation({
    mutationFn: async () => (await jobsRetryRejectedRecords({ client, path: { id: job.id } })).data,
    onSuccess: async ({ written, job: changed }) => {
      queryClient.setQueryData(['jobs', job.id], changed)
      toast(written === 0 ? t`None of them can be used yet.` : t`${number(written)} have been added.`)
      await queryClient.invalidateQueries({ queryKey: ['jobs'] })
    },
  })
  const canRetry =
    !isOpen(job) && (query.data?.pages.some(({ items }) => items.some((each) => each.retriable)) ?? false)
  return (
    <section>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          <Trans>What could not be used</Trans>
        </Title>
        {canRetry && (
          <Button size="sm" variant="default" onClick={() => retry.mutate()} loading={retry.isPending}>
            <Trans>Try these again</Trans>
          </Button>
        )}
      </Group>
      <Stack>
        {retry.isError && <Problem error={retry.error} />}
        <QueryState
          query={query}
          isEmpty={({ pages }) => pages[0]?.items.length === 0}
          empty={
            <Text c="dimmed">
              <Trans>None are kept any more.</Trans>
            </Text>
          }
        >
          {({ pages }) =>
            pages.flatMap(({ items }, page) =>
              items.map((record, index) => <RejectedRecord key={`${page}/${index}`} record={record} />),
            )
          }
        </QueryState>
        {query.hasNextPage && (
          <Button
            variant="default"
            onClick={() => void query.fetchNextPage()}
            loading={query.isFetchingNextPage}
          >
            <Trans>Show more</Trans>
          </Button>
        )}
      </Stack>
    </section>
  )
}

function RejectedRecord({ record }: { record: JobsRejectedRecord }) {
  return (
    <Paper withBorder p="md">
      <Text>{record.reason}</Text>
      <Text size="sm" c="dimmed">
        {[record.stream, record.position].filter((part) => part !== null).join(' · ')}
      </Text>
      <details>
        <Text component="summary" size="sm">
          <Trans>The entry as it was read</Trans>
        </Text>
        <Code block mt="xs" tabIndex={0}>
          {JSON.stringify(record.raw, null, 2)}
        </Code>
      </details>
    </Paper>
  )
}
