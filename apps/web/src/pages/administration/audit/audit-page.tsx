import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { auditListEntries } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { Empty } from '../../../components/empty.tsx'
import { PageTitle } from '../../../components/page-title.tsx'
import { Problem } from '../../../components/problem.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { useFormats } from '../../../i18n/formats.ts'
import { AuditEntry } from './audit-entry.tsx'
import { AuditFilters } from './audit-filters.tsx'
import type { AuditSearch } from './audit-search.ts'
import { endOfDay, startOfDay } from './start-of-day.ts'

/** Who changed what, newest first. */
export function AuditPage() {
  const { t } = useLingui()
  const search = useSearch({ from: '/shell/administration/audit' })
  const query = useAuditEntries(search)
  const isFiltered = Object.values(search).some((value) => value !== undefined)
  return (
    <>
      <PageTitle>{t`Audit log`}</PageTitle>
      <Text c="dimmed" mb="md" maw="44rem">
        <Trans>Who changed which user, key, setting or plugin, and when. Secrets are not recorded.</Trans>
      </Text>
      <Stack>
        <AuditFilters search={search} />
        <QueryState
          query={query}
          isEmpty={({ pages }) => pages.every(({ items }) => items.length === 0)}
          empty={
            <Empty title={t`No entries`}>
              {isFiltered
                ? t`Nothing was changed that fits these filters.`
                : t`Nothing has been changed since the server was set up.`}
            </Empty>
          }
        >
          {({ pages }) => (
            <Stack gap="sm">
              {pages.flatMap(({ items }) =>
                items.map((entry) => <AuditEntry key={entry.id} entry={entry} />),
              )}
            </Stack>
          )}
        </QueryState>
        {query.isFetchNextPageError && <Problem error={query.error} />}
        {query.hasNextPage && (
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
            style={{ alignSelf: 'center' }}
          >
            {t`Show earlier entries`}
          </Button>
        )}
      </Stack>
    </>
  )
}

function useAuditEntries({ subjectType, actorId, from, to }: AuditSearch) {
  const { timeZone } = useFormats()
  const filters = {
    ...(subjectType === undefined ? {} : { subjectType }),
    ...(actorId === undefined ? {} : { actorId }),
    ...(from === undefined ? {} : { fromTime: startOfDay(from, timeZone) }),
    ...(to === undefined ? {} : { toTime: endOfDay(to, timeZone) }),
  }
  return useInfiniteQuery({
    queryKey: ['audit', filters],
    queryFn: async ({ pageParam, signal }) => {
      const cursor = pageParam === undefined ? {} : { cursor: pageParam }
      return (await auditListEntries({ client, query: { ...filters, ...cursor }, signal })).data
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })
}
