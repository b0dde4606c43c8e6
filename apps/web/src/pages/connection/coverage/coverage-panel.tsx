import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Select, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import type { ConnectionsConnection, MetricsCoverageCalendar } from '@tributary/client'
import { useCallback, useState } from 'react'
import { coverageCalendarQuery } from '../../../api/connections.ts'
import { QueryState } from '../../../components/query-state.tsx'
import { useFormats } from '../../../i18n/formats.ts'
import { Panel } from '../panel.tsx'
import { rangeOf } from './calendar-days.ts'
import { ChosenDay } from './chosen-day.tsx'
import { CoverageLegend } from './coverage-legend.tsx'
import { CoverageTable } from './coverage-table.tsx'
import { HeatMap } from './heat-map.tsx'

const RECENT = 'recent'
const YEARS_BACK = 15

interface CoveragePanelProps {
  readonly connection: ConnectionsConnection
  readonly year: number | undefined
  readonly onYear: (year: number | undefined) => void
}

/** Which days of a year have been read, by stream; what is missing or failed can be read again from here. */
export function CoveragePanel({ connection, year, onYear }: CoveragePanelProps) {
  const { t } = useLingui()
  const formats = useFormats()
  const [asTable, { toggle }] = useDisclosure()
  const today = formats.localDate()
  const range = rangeOf(year, today)
  const query = useQuery(coverageCalendarQuery(connection.id, range))
  const thisYear = Number(today.slice(0, 4))
  const years = Array.from({ length: YEARS_BACK }, (_, index) => String(thisYear - index))
  return (
    <Panel
      title={t`What has been read`}
      actions={
        <Group gap="xs">
          <Select
            aria-label={t`Year`}
            size="sm"
            w={170}
            allowDeselect={false}
            data={[{ value: RECENT, label: t`Last 12 months` }, ...years]}
            value={year === undefined ? RECENT : String(year)}
            onChange={(value) => onYear(value === null || value === RECENT ? undefined : Number(value))}
          />
          <Button size="sm" variant="default" onClick={toggle} aria-pressed={asTable}>
            <Trans>As a table</Trans>
          </Button>
        </Group>
      }
    >
      <QueryState
        query={query}
        loading={<Skeleton height={140} />}
        isEmpty={({ streams }) => streams.every(({ days }) => days === null)}
        empty={
          <Text size="sm" c="dimmed">
            <Trans>What this account delivers is not counted by days.</Trans>
          </Text>
        }
      >
        {({ from, streams }) => {
          // A stream that is off and has never been read says nothing.
          const off = connection.streams.filter(({ enabled }) => !enabled).map(({ id }) => id)
          const dated = streams.filter(
            ({ days, reports, stream }) => days !== null && !(reports === 'none_yet' && off.includes(stream)),
          )
          if (asTable) return <CoverageTable connection={connection} from={from} streams={dated} />
          return (
            <Stack gap="md">
              <CoverageLegend />
              {dated.map((stream) => (
                <StreamCoverage key={stream.stream} connection={connection} from={from} stream={stream} />
              ))}
            </Stack>
          )
        }}
      </QueryState>
    </Panel>
  )
}

interface StreamCoverageProps {
  readonly connection: ConnectionsConnection
  readonly from: string
  readonly stream: MetricsCoverageCalendar
}

function StreamCoverage({ connection, from, stream }: StreamCoverageProps) {
  const [chosen, setChosen] = useState<string>()
  const choose = useCallback(
    (date: string) => setChosen((before) => (before === date ? undefined : date)),
    [],
  )
  return (
    <Stack gap={4}>
      <Title order={3} size="h6">
        {stream.displayName}
      </Title>
      <HeatMap
        label={stream.displayName}
        from={from}
        states={stream.days ?? ''}
        selected={chosen}
        onSelect={choose}
      />
      {chosen !== undefined && (
        <ChosenDay key={chosen} connection={connection} from={from} stream={stream} date={chosen} />
      )}
    </Stack>
  )
}
