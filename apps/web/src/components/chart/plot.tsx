import 'uplot/dist/uPlot.min.css'
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import UPlot from 'uplot'
import { useFormats } from '../../i18n/formats.ts'
import { secondsOf } from './chart-axis.ts'
import type { ChartPoint, ChartSeries } from './chart-series.ts'
import { plotOptions } from './plot-options.ts'

export interface PlotProps {
  readonly dates: readonly string[]
  readonly series: readonly ChartSeries[]
  readonly height: number
  readonly sync?: string | undefined
  /** Where the keyboard has put the cursor. */
  readonly cursor: number | undefined
  readonly onCursor: (index: number | undefined) => void
  readonly onPick: (point: ChartPoint) => void
}

/** The canvas of a chart. In a chunk of its own, with uPlot. */
export function Plot({ dates, series, height, sync, cursor, onCursor, onPick }: PlotProps) {
  const scheme = useComputedColorScheme('light')
  const { locale } = useFormats()
  const element = useRef<HTMLDivElement>(null)
  const plot = useRef<UPlot>(undefined)
  const handlers = useRef({ onCursor, onPick })
  useEffect(() => {
    handlers.current = { onCursor, onPick }
  })
  useEffect(() => {
    const container = element.current
    if (container === null) return
    const data = [dates.map(secondsOf), ...series.map(({ values }) => [...values])] as UPlot.AlignedData
    const drawn: UPlot = new UPlot(
      plotOptions({
        series,
        count: dates.length,
        scheme,
        locale,
        width: container.clientWidth,
        height,
        sync,
        onCursor: (index) => handlers.current.onCursor(index),
        onPick: (dateIndex, top) => {
          const seriesIndex = nearestSeries(drawn, dateIndex, top)
          if (seriesIndex !== undefined) handlers.current.onPick({ seriesIndex, dateIndex })
        },
      }),
      data,
      container,
    )
    plot.current = drawn
    const observer = new ResizeObserver(() => {
      if (container.clientWidth > 0) drawn.setSize({ width: container.clientWidth, height })
    })
    observer.observe(container)
    return () => {
      observer.disconnect()
      drawn.destroy()
      plot.current = undefined
    }
  }, [dates, series, scheme, locale, height, sync])
  useEffect(() => {
    const drawn = plot.current
    const date = cursor === undefined ? undefined : dates[cursor]
    if (drawn === undefined || date === undefined || drawn.cursor.idx === cursor) return
    drawn.setCursor({ left: drawn.valToPos(secondsOf(date), 'x'), top: 0 })
    // Also of a chart that was drawn again, for the same reasons as above.
  }, [cursor, dates, series, scheme, locale, height, sync])
  return <div ref={element} aria-hidden style={{ height, cursor: 'crosshair' }} />
}

/** The line that is nearest to a height at a date; one without a value there only if none has any. */
function nearestSeries(plot: UPlot, dateIndex: number, top: number): number | undefined {
  let nearest: number | undefined
  let distance = Number.POSITIVE_INFINITY
  for (let index = 1; index < plot.series.length; index++) {
    const value = plot.data[index]?.[dateIndex]
    const away = value == null ? Number.MAX_VALUE : Math.abs(plot.valToPos(value, 'y') - top)
    if (away >= distance) continue
    nearest = index - 1
    distance = away
  }
  return nearest
}
