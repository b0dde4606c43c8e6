import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Table, Text, UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import classes from './chart.module.css'
import type { ChartPoint, ChartSeries } from './chart-series.ts'

interface ChartTableProps {
  readonly label: string
  readonly dates: readonly string[]
  readonly series: readonly ChartSeries[]
  readonly dateLabel: (date: string) => string
  readonly onPick?: ((point: ChartPoint) => void) | undefined
}

/** More rows are added by a button: a table of ten years would take seconds. */
const STEP = 100

/** The same values as a table, the newest first. */
export function ChartTable({ label, dates, series, dateLabel, onPick }: ChartTableProps) {
  const { t } = useLingui()
  const [most, setMost] = useState(STEP)
  const indexes = dates.map((_, index) => dates.length - 1 - index).slice(0, most)
  return (
    <>
      <section className={classes['scroll']} aria-label={t`${label}, table`} tabIndex={0}>
        <Table captionSide="top" highlightOnHover>
          <Table.Caption className="visually-hidden">{label}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">
                <Trans>Date</Trans>
              </Table.Th>
              {series.map(({ key, label: name }) => (
                <Table.Th key={key} scope="col" ta="right">
                  {name}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {indexes.map((dateIndex) => {
              const date = dateLabel(dates[dateIndex] ?? '')
              return (
                <Table.Tr key={dates[dateIndex]}>
                  <Table.Th scope="row" fw={400} className={classes['date']}>
                    {date}
                  </Table.Th>
                  {series.map((each, seriesIndex) => (
                    <Table.Td key={each.key} ta="right">
                      <Cell
                        series={each}
                        dateIndex={dateIndex}
                        label={t`${each.label}, ${date}: where does this number come from?`}
                        onPick={
                          onPick === undefined || each.comparedWith !== undefined
                            ? undefined
                            : () => onPick({ seriesIndex, dateIndex })
                        }
                      />
                    </Table.Td>
                  ))}
                </Table.Tr>
              )
            })}
          </Table.Tbody>
        </Table>
      </section>
      {most < dates.length && (
        <Button variant="default" mt="sm" onClick={() => setMost(most + STEP)}>
          <Trans>Show more rows</Trans>
        </Button>
      )}
    </>
  )
}

function Cell({
  series,
  dateIndex,
  label,
  onPick,
}: {
  readonly series: ChartSeries
  readonly dateIndex: number
  readonly label: string
  readonly onPick: (() => void) | undefined
}) {
  const value = series.values[dateIndex] ?? null
  const text =
    value === null ? (
      <Text span size="sm" c="dimmed">
        {series.reason?.(dateIndex) ?? '–'}
      </Text>
    ) : (
      series.format(value)
    )
  if (onPick === undefined) return text
  return (
    <UnstyledButton fz="sm" className={classes['cell'] ?? ''} title={label} onClick={onPick}>
      {text}
    </UnstyledButton>
  )
}
