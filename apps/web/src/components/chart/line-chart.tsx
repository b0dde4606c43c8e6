import { Trans, useLingui } from '@lingui/react/macro'
import { Box, Button, Group, Skeleton, Stack } from '@mantine/core'
import { IconChartLine, IconTable } from '@tabler/icons-react'
import { type KeyboardEvent, lazy, Suspense, useState } from 'react'
import { useFormats } from '../../i18n/formats.ts'
import classes from './chart.module.css'
import { ChartLegend } from './chart-legend.tsx'
import type { ChartPoint, ChartSeries } from './chart-series.ts'
import { movedCursor } from './moved-cursor.ts'

// Most people look at the chart alone.
const ChartTable = lazy(async () => ({ default: (await import('./chart-table.tsx')).ChartTable }))
const Plot = lazy(async () => ({ default: (await import('./plot.tsx')).Plot }))

export interface LineChartProps {
  /** What it shows, for people who do not see it, and over its table. */
  readonly label: string
  /** Local dates, the earliest first, without holes: a date without a value has `null`. */
  readonly dates: readonly string[]
  /** Lines of the same unit. Keep the array between renders: a new one is drawn again. */
  readonly series: readonly ChartSeries[]
  readonly height?: number
  /** How a date is written; by default as a day. */
  readonly dateLabel?: (date: string) => string
  /** Charts with the same word move their cursors together. */
  readonly sync?: string
  /** A value was clicked, or Enter was pressed at the cursor. */
  readonly onPick?: (point: ChartPoint) => void
}

/** Values over local dates as lines, with a cursor that mouse and keyboard move, and the same as a table. */
export function LineChart({ label, dates, series, height = 260, sync, onPick, ...rest }: LineChartProps) {
  const { t } = useLingui()
  const { date: formatDate } = useFormats()
  const dateLabel = rest.dateLabel ?? ((date: string) => formatDate(date))
  const [cursor, setCursor] = useState<number>()
  const [isTable, setTable] = useState(false)
  const last = dates.length - 1
  const index = cursor === undefined ? undefined : Math.min(cursor, last)
  const date = index === undefined ? undefined : dates[index]
  const press = (event: KeyboardEvent) => {
    const moved = movedCursor(event.key, index, last)
    if (moved !== undefined) setCursor(moved)
    else if (event.key === 'Enter' && index !== undefined) onPick?.({ seriesIndex: 0, dateIndex: index })
    else return
    event.preventDefault()
  }
  return (
    <Stack gap="xs">
      <Group justify="space-between" align="flex-start" gap="xs" wrap="wrap">
        <ChartLegend
          series={series}
          count={dates.length}
          index={index}
          dateLabel={date === undefined ? undefined : dateLabel(date)}
        />
        <Button
          variant="subtle"
          size="compact-sm"
          ml="auto"
          leftSection={
            isTable ? <IconChartLine size={16} aria-hidden /> : <IconTable size={16} aria-hidden />
          }
          onClick={() => setTable(!isTable)}
        >
          {isTable ? <Trans>Show as chart</Trans> : <Trans>Show as table</Trans>}
        </Button>
      </Group>
      {isTable ? (
        <Suspense fallback={<Skeleton height={height} />}>
          <ChartTable label={label} dates={dates} series={series} dateLabel={dateLabel} onPick={onPick} />
        </Suspense>
      ) : (
        <Box
          className={classes['plot'] ?? ''}
          role="slider"
          tabIndex={0}
          aria-label={t`${label}. The arrow keys move through the dates.`}
          aria-valuemin={0}
          aria-valuemax={Math.max(0, last)}
          aria-valuenow={index ?? Math.max(0, last)}
          aria-valuetext={describe(series, index ?? last, dateLabel(dates[index ?? last] ?? ''), t`no value`)}
          onKeyDown={press}
        >
          <Suspense fallback={<Skeleton height={height} />}>
            <Plot
              dates={dates}
              series={series}
              height={height}
              sync={sync}
              cursor={index}
              onCursor={setCursor}
              onPick={(point) => onPick?.(point)}
            />
          </Suspense>
        </Box>
      )}
    </Stack>
  )
}

function describe(series: readonly ChartSeries[], index: number, date: string, missing: string): string {
  const values = series.map(({ label, values: all, format, reason }) => {
    const value = all[index] ?? null
    return `${label} ${value === null ? (reason?.(index) ?? missing) : format(value)}`
  })
  return [date, ...values].join(', ')
}
