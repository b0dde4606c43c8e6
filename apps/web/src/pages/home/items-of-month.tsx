import { Trans, useLingui } from '@lingui/react/macro'
import { Paper, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { itemsPerDayQuery } from '../../api/overview.ts'
import { LineChart } from '../../components/chart/line-chart.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { TextLink } from '../../components/text-link.tsx'
import { useFormats } from '../../i18n/formats.ts'
import { addDays } from '../../i18n/local-dates.ts'

const DAYS = 30

/** Plays and viewings of each of the last 30 days. Nothing before there is any. */
export function ItemsOfMonth() {
  const { t } = useLingui()
  const { localDate, timeZone, number } = useFormats()
  const today = localDate()
  const from = addDays(today, 1 - DAYS)
  const query = useQuery(itemsPerDayQuery(from, timeZone))
  const timeline = query.data
  const periods = timeline?.periods
  const dates = useMemo(() => Array.from({ length: DAYS }, (_, index) => addDays(from, index)), [from])
  const series = useMemo(() => {
    const counts = new Map((periods ?? []).map(({ period, count }) => [period, count]))
    // The library knows of every day whether it has an item, so that none is a zero and no gap.
    return [
      {
        key: 'items',
        label: t`Plays and viewings`,
        values: dates.map((date) => counts.get(date) ?? 0),
        format: number,
      },
    ]
  }, [periods, dates, number, t])
  if (timeline === undefined) return query.isError && <QueryState query={query}>{() => null}</QueryState>
  if (timeline.count === 0) return null
  return (
    <section>
      <Title order={2} size="h4" mb="sm">
        <Trans>Plays and viewings of the last 30 days</Trans>
      </Title>
      <Paper withBorder p="md">
        <LineChart label={t`Plays and viewings per day`} dates={dates} series={series} height={180} />
      </Paper>
      <TextLink to="/library" size="sm" mt="sm" display="inline-block">
        <Trans>To the library</Trans>
      </TextLink>
    </section>
  )
}
