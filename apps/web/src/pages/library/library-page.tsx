import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Outlet } from '@tanstack/react-router'
import { Empty } from '../../components/empty.tsx'
import { LinkButton } from '../../components/link-button.tsx'
import { PageTitle } from '../../components/page-title.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { useFormats } from '../../i18n/formats.ts'
import { EmptyLibrary } from './empty-library.tsx'
import { LibraryFilters } from './library-filters.tsx'
import { timelineQuery } from './library-queries.ts'
import { hasFilters, type LibrarySearch } from './library-search.ts'
import { LibraryTabs } from './library-tabs.tsx'
import { Timeline } from './timeline/timeline.tsx'

const route = getRouteApi('/shell/library')

/** Everything watched, heard and read, day by day. */
export function LibraryPage() {
  const { t } = useLingui()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { timeZone } = useFormats()
  const timeline = useQuery(timelineQuery(search, timeZone))
  return (
    <>
      <PageTitle actions={<LibraryTabs current="timeline" />}>{t`Library`}</PageTitle>
      <LibraryFilters
        search={search}
        onChange={(part) =>
          void navigate({ to: '/library', search: (before) => ({ ...before, ...part }) as LibrarySearch })
        }
      />
      <QueryState
        query={timeline}
        isEmpty={({ count }) => count === 0}
        empty={hasFilters(search) ? <NothingFound /> : <EmptyLibrary />}
      >
        {({ periods, count }) => (
          <Timeline
            key={JSON.stringify(search)}
            days={periods}
            count={count}
            search={search}
            timeZone={timeZone}
          />
        )}
      </QueryState>
      <Outlet />
    </>
  )
}

function NothingFound() {
  const { t } = useLingui()
  return (
    <Empty
      title={t`Nothing passes these filters`}
      action={
        <LinkButton to="/library" search={{}} variant="default">
          <Trans>Show all</Trans>
        </LinkButton>
      }
    />
  )
}
