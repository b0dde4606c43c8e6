import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Stack, Table, Text } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { pluginsCheckHealth, pluginsListHealthChecks } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { Problem } from '../../../components/problem.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { useFormats } from '../../../i18n/formats.ts'
import { TestResult } from '../parts/test-result.tsx'
import { WideTable } from '../parts/wide-table.tsx'
import { type SubjectType, subjectQuery } from './health-queries.ts'
import { HealthStatus } from './health-status.tsx'

/** The status of one thing that is checked, a check now, and its history. */
export function SubjectHealth({ type, id }: { type: SubjectType; id: string }) {
  const { t } = useLingui()
  const formats = useFormats()
  const queryClient = useQueryClient()
  const query = useQuery(subjectQuery(type, id))
  const check = useMutation({
    mutationFn: () => pluginsCheckHealth({ client, path: { type, id } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['health'] }),
  })
  return (
    <QueryState query={query}>
      {({ status, statusSince, nextCheckAt, lastCheck }) => (
        <Stack>
          <Group justify="space-between" gap="sm">
            <Group gap="md">
              <HealthStatus status={status} />
              {statusSince !== null && (
                <Text size="sm" c="dimmed">
                  <Trans>since {formats.dateTime(statusSince)}</Trans>
                </Text>
              )}
              {nextCheckAt !== null && (
                <Text size="sm" c="dimmed">
                  <Trans>next check {formats.relative(nextCheckAt)}</Trans>
                </Text>
              )}
            </Group>
            <Button variant="default" loading={check.isPending} onClick={() => check.mutate()}>
              {t`Check now`}
            </Button>
          </Group>
          {check.isError && <Problem error={check.error} />}
          {lastCheck !== null && <TestResult test={lastCheck} />}
          <History type={type} id={id} />
        </Stack>
      )}
    </QueryState>
  )
}

function History({ type, id }: { type: SubjectType; id: string }) {
  const { t } = useLingui()
  const formats = useFormats()
  const query = useInfiniteQuery({
    queryKey: ['health', 'checks', type, id],
    queryFn: async ({ pageParam, signal }) => {
      const cursor = pageParam === undefined ? {} : { cursor: pageParam }
      return (
        await pluginsListHealthChecks({ client, path: { type, id }, query: { limit: 50, ...cursor }, signal })
      ).data
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })
  return (
    <>
      <QueryState
        query={query}
        isEmpty={({ pages }) => pages[0]?.items.length === 0}
        empty={
          <Text size="sm" c="dimmed">
            <Trans>No check has been recorded yet.</Trans>
          </Text>
        }
      >
        {({ pages }) => (
          <WideTable label={t`Checks of the last 30 days`}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t`When`}</Table.Th>
                <Table.Th scope="col">{t`Status after it`}</Table.Th>
                <Table.Th scope="col">{t`Took`}</Table.Th>
                <Table.Th scope="col">{t`Problem`}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {pages
                .flatMap(({ items }) => items)
                .map(({ at, status, milliseconds, steps }) => (
                  <Table.Tr key={at}>
                    <Table.Td>{formats.dateTime(at)}</Table.Td>
                    <Table.Td>
                      <HealthStatus status={status} />
                    </Table.Td>
                    <Table.Td>{t`${formats.number(milliseconds)} ms`}</Table.Td>
                    <Table.Td>{steps.flatMap(({ problem }) => problem ?? []).join(' ')}</Table.Td>
                  </Table.Tr>
                ))}
            </Table.Tbody>
          </WideTable>
        )}
      </QueryState>
      {query.hasNextPage && (
        <Button
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t`Show earlier checks`}
        </Button>
      )}
    </>
  )
}
