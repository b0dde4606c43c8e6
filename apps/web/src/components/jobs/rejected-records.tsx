import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { JobsImportJob } from '@tributary/client'
import { isOpen } from '../../api/live-job.ts'
import { rejectedRecordsQuery, useRetryRejectedRecords } from '../../api/rejected-records.ts'
import { useFormats } from '../../i18n/formats.ts'
import { Problem } from '../problem.tsx'
import { QueryState } from '../query-state.tsx'
import { toast } from '../toast.ts'
import { RejectedRecord } from './rejected-record.tsx'

/** What a job could not use, each with its reason, and trying all of it again. */
export function RejectedRecords({ job }: { job: JobsImportJob }) {
  const { t } = useLingui()
  const { number } = useFormats()
  const query = useInfiniteQuery(rejectedRecordsQuery(job.id))
  const retry = useRetryRejectedRecords(job.id)
  const tryAgain = () =>
    retry.mutate(undefined, {
      onSuccess: ({ written }) =>
        toast(written === 0 ? t`None of them can be used yet.` : t`${number(written)} have been added.`),
    })
  const canRetry =
    !isOpen(job) && (query.data?.pages.some(({ items }) => items.some((each) => each.retriable)) ?? false)
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        <Trans>They are kept as they were read. What was wrong may be settled by now.</Trans>
      </Text>
      {canRetry && (
        <Group>
          <Button size="sm" variant="default" onClick={tryAgain} loading={retry.isPending}>
            <Trans>Try these again</Trans>
          </Button>
        </Group>
      )}
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
            // Records have no id of their own, and the list is read as a whole.
            items.map((record, index) => <RejectedRecord key={`${page}/${index}`} record={record} />),
          )
        }
      </QueryState>
      {query.hasNextPage && (
        <Group>
          <Button
            variant="default"
            onClick={() => void query.fetchNextPage()}
            loading={query.isFetchingNextPage}
          >
            <Trans>Show more</Trans>
          </Button>
        </Group>
      )}
    </Stack>
  )
}
