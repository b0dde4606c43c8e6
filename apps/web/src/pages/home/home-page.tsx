import { useLingui } from '@lingui/react/macro'
import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { connectionsQuery } from '../../api/connections.ts'
import { demoQuery } from '../../api/demo.ts'
import { latestJobsQuery } from '../../api/jobs.ts'
import { isOpen } from '../../api/live-job.ts'
import { DemoBanner } from '../../components/demo-banner.tsx'
import { PageTitle } from '../../components/page-title.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { GetStarted } from './get-started.tsx'
import { ItemsOfMonth } from './items-of-month.tsx'
import { LatestNews } from './latest-news.tsx'
import { MetricCards } from './metric-cards.tsx'
import { Troubles } from './troubles.tsx'
import { useHasNothing } from './use-has-nothing.ts'

/** Today and this month at a glance; what needs the person on top; before there is anything, the ways to begin. */
export function HomePage() {
  const { t } = useLingui()
  const connections = useQuery(connectionsQuery)
  const jobs = useQuery(latestJobsQuery)
  const demo = useQuery(demoQuery)
  const hasNothing = useHasNothing(connections.data)
  return (
    <>
      <PageTitle>{t`Home`}</PageTitle>
      <QueryState query={connections}>
        {(connected) => (
          <QueryState query={jobs}>
            {(ran) =>
              hasNothing && !ran.some(isOpen) ? (
                <GetStarted demoAvailable={demo.data?.available === true} />
              ) : (
                <Stack gap="xl">
                  <DemoBanner />
                  <Troubles connections={connected} />
                  <MetricCards />
                  <ItemsOfMonth />
                  <LatestNews jobs={ran} />
                </Stack>
              )
            }
          </QueryState>
        )}
      </QueryState>
    </>
  )
}
