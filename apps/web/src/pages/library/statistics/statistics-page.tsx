import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Group, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { LibraryLibraryStatistics } from '@tributary/client'
import { Empty } from '../../../components/empty.tsx'
import { LinkButton } from '../../../components/link-button.tsx'
import { PageTitle } from '../../../components/page-title.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { useFormats } from '../../../i18n/formats.ts'
import { EmptyLibrary } from '../empty-library.tsx'
import { LibraryFilters } from '../library-filters.tsx'
import { statisticsQuery, timelineQuery } from '../library-queries.ts'
import { hasFilters, type LibrarySearch } from '../library-search.ts'
import { LibraryTabs } from '../library-tabs.tsx'
import { ColumnChart } from './column-chart.tsx'
import { hoursOf, monthsOf, weekdaysOf } from './statistics-columns.ts'
import { TopList } from './top-list.tsx'
import { WeekHeatMap } from './week-heat-map.tsx'

const route = getRouteApi('/shell/library/statistics')

/** When and what was watched, heard and read most. Without dates, of the last year. */
export function StatisticsPage() {
  const { t } = useLingui()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { timeZone } = useFormats()
  const statistics = useQuery(statisticsQuery(search, timeZone))
  return (
    <>
      <PageTitle actions={<LibraryTabs current="statistics" />}>{t`Library`}</PageTitle>
      <LibraryFilters
        search={search}
        onChange={(part) =>
          void navigate({
            search: (before) => ({ ...before, ...part }) as LibrarySearch,
            resetScroll: false,
          })
        }
      />
      <QueryState
        query={statistics}
        loading={<Skeleton height={400} />}
        isEmpty={({ count }) => count === 0}
        empty={hasFilters(search) ? <NothingFound /> : <NothingLately />}
      >
        {(data) => <Figures data={data} />}
      </QueryState>
    </>
  )
}

function NothingFound() {
  const { t } = useLingui()
  return (
    <Empty
      title={t`There is nothing to count`}
      action={
        <LinkButton to="/library/statistics" search={{}} variant="default">
          <Trans>Remove the filters</Trans>
        </LinkButton>
      }
    >
      <Trans>Nothing was played in this time that passes the filters.</Trans>
    </Empty>
  )
}

/** Without filters the statistics are of the last year: older items may still be there. */
function NothingLately() {
  const { t } = useLingui()
  const { timeZone } = useFormats()
  const { data: timeline } = useQuery(timelineQuery({}, timeZone))
  if (timeline === undefined) return <Skeleton height={160} />
  if (timeline.count === 0) return <EmptyLibrary />
  return (
    <Empty
      title={t`There is nothing to count`}
      action={
        <LinkButton to="/library" variant="default">
          <Trans>Look at earlier days</Trans>
        </LinkButton>
      }
    >
      <Trans>Nothing was played in the last year. Choose dates to count earlier items.</Trans>
    </Empty>
  )
}

function Figures({ data }: { readonly data: LibraryLibraryStatistics }) {
  const { t } = useLingui()
  const { number, date } = useFormats()
  const from = date(data.from)
  const to = date(data.to)
  const withoutTime = number(data.withoutTimeCount)
  const month = (first: string) => date(first, { month: 'short', year: '2-digit' })
  const longMonth = (first: string) => date(first, { month: 'long', year: 'numeric' })
  const weekday = (dateOfWeek: string) => date(dateOfWeek, { weekday: 'long' })
  const shortWeekday = (dateOfWeek: string) => date(dateOfWeek, { weekday: 'short' })
  const hour = (of: number) => `${String(of).padStart(2, '0')}:00`
  return (
    <Stack gap="md">
      <Group gap="xs">
        <Text>
          <Text span fw={700} size="lg">
            <Plural value={data.count} one="# item" other="# items" />
          </Text>{' '}
          {t`from ${from} to ${to}`}
        </Text>
        {data.withoutTimeCount > 0 && (
          <Text size="sm" c="dimmed">
            {t`${withoutTime} of them have a date only: they are in no hour and no weekday.`}
          </Text>
        )}
      </Group>
      <ColumnChart
        title={t`By month`}
        head={t`Month`}
        columns={monthsOf(data).map(({ first, count: value }) => ({
          key: first,
          label: month(first),
          name: longMonth(first),
          value,
        }))}
      />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <ColumnChart
          title={t`By hour of the day`}
          head={t`Hour`}
          columns={hoursOf(data).map((value, index) => ({
            key: String(index),
            label: String(index),
            name: hour(index),
            value,
          }))}
        />
        <ColumnChart
          title={t`By weekday`}
          head={t`Weekday`}
          columns={weekdaysOf(data).map(({ example, count: value }) => ({
            key: example,
            label: shortWeekday(example),
            name: weekday(example),
            value,
          }))}
        />
      </SimpleGrid>
      <WeekHeatMap weekdays={data.weekdays} />
      <SimpleGrid cols={{ base: 1, md: 3 }}>
        <TopList title={t`Artists, channels and shows`} head={t`Name`} entries={data.creators} />
        <TopList title={t`Series`} head={t`Series`} entries={data.series} />
        <TopList
          title={t`Songs and films`}
          head={t`Title`}
          entries={data.titles.map(({ name, creators, ...rest }) => ({
            ...rest,
            name,
            detail: (creators ?? []).join(', '),
          }))}
        />
      </SimpleGrid>
    </Stack>
  )
}
