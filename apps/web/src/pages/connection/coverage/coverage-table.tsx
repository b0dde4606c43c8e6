import { useLingui } from '@lingui/react/macro'
import { ScrollArea, Table } from '@mantine/core'
import type { ConnectionsConnection, MetricsCoverageCalendar } from '@tributary/client'
import { useFormats } from '../../../i18n/formats.ts'
import { canReadAgain, layOutDays, runsOf } from './calendar-days.ts'
import { ReadAgain } from './read-again.tsx'
import { useDayWords } from './use-day-words.ts'

interface CoverageTableProps {
  readonly connection: ConnectionsConnection
  readonly from: string
  readonly streams: readonly MetricsCoverageCalendar[]
}

/** The same as the heat maps, as a table of consecutive days. */
export function CoverageTable({ connection, from, streams }: CoverageTableProps) {
  const { t } = useLingui()
  const formats = useFormats()
  const words = useDayWords()
  const rows = streams.flatMap((stream) =>
    runsOf(layOutDays(from, stream.days ?? ''))
      .toReversed()
      .map((run) => ({ stream, run })),
  )
  return (
    <ScrollArea.Autosize
      mah={420}
      type="auto"
      viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': t`What has been read` }}
    >
      <Table aria-label={t`What has been read`} miw={640}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t`Stream`}</Table.Th>
            <Table.Th>{t`From`}</Table.Th>
            <Table.Th>{t`To`}</Table.Th>
            <Table.Th ta="right">{t`Days`}</Table.Th>
            <Table.Th>{t`State`}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ stream, run }) => (
            <Table.Tr key={`${stream.stream}/${run.from}`}>
              <Table.Td>{stream.displayName}</Table.Td>
              <Table.Td>{formats.date(run.from)}</Table.Td>
              <Table.Td>{formats.date(run.to)}</Table.Td>
              <Table.Td ta="right">{formats.number(run.days)}</Table.Td>
              <Table.Td>
                {words[run.state]}{' '}
                {canReadAgain(run.state) && connection.status !== 'disconnected' && (
                  <ReadAgain connection={connection} from={run.from} to={run.to} />
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  )
}
