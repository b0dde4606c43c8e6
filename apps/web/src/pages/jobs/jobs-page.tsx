import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Stack } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Empty } from '../../components/empty.tsx'
import { LinkButton } from '../../components/link-button.tsx'
import { PageTitle } from '../../components/page-title.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { JobCard } from './job-card.tsx'
import { jobsQuery, openJobsQuery } from './job-queries.ts'
import { JobsFilters } from './jobs-filters.tsx'
import type { JobsSearch } from './jobs-search.ts'
import { orderJobs } from './order-jobs.ts'

const route = getRouteApi('/shell/jobs')

/** What the server does for the person: syncs and imports, live. */
export function JobsPage() {
  const { t } = useLingui()
  const search = route.useSearch()
  return (
    <>
      <PageTitle>{t`Jobs`}</PageTitle>
      <JobsFilters search={search} />
      <JobList search={search} />
    </>
  )
}

function JobList({ search }: { search: JobsSearch }) {
  const query = useInfiniteQuery(jobsQuery(search))
  const open = useQuery(openJobsQuery(search))
  return (
    <QueryState
      query={query}
      isEmpty={({ pages }) => pages[0]?.items.length === 0}
      empty={<NoJobs filtered={Object.keys(search).length > 0} />}
    >
      {({ pages }) => (
        <Stack>
          {orderJobs([...(open.data ?? []), ...pages.flatMap(({ items }) => items)]).map((job) => (
            <JobCard key={job.id} job={job} />
          ))}
          {query.hasNextPage && (
            <Button
              variant="default"
              onClick={() => void query.fetchNextPage()}
              loading={query.isFetchingNextPage}
            >
              <Trans>Show earlier jobs</Trans>
            </Button>
          )}
        </Stack>
      )}
    </QueryState>
  )
}

function NoJobs({ filtered }: { filtered: boolean }) {
  const { t } = useLingui()
  if (filtered)
    return (
      <Empty title={t`No job fits these filters`}>
        <Trans>Choose other filters, or show all jobs.</Trans>
      </Empty>
    )
  return (
    <Empty
      title={t`Nothing has run yet`}
      action={
        <LinkButton to="/integrations">
          <Trans>Connect a service</Trans>
        </LinkButton>
      }
    >
      <Trans>
        Every sync of a connection and every import of a file is listed here, with what it brought.
      </Trans>
    </Empty>
  )
}
