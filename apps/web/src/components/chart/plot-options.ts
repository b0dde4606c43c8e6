import type uPlot from 'uplot'
import { DATE_STEPS, dateLabels, dateMarks, valueSteps } from './chart-axis.ts'
import type { ChartSeries } from './chart-series.ts'
import { type ColorScheme, frameColors, lineStyle } from './chart-style.ts'
import { isolatedPoints } from './isolated-points.ts'

export interface PlotSettings {
  readonly series: readonly ChartSeries[]
  readonly count: number
  readonly scheme: ColorScheme
  readonly locale: string
  readonly width: number
  readonly height: number
  /** Charts with the same word move their cursors together. */
  readonly sync: string | undefined
  readonly onCursor: (index: number | undefined) => void
  readonly onPick: (index: number, top: number) => void
}

const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'
const WIDEST_LABEL = 110
/** Charts below each other begin at the same place. */
const NARROWEST_LABEL = 60
const DATES_HEIGHT = 34
/** The last date may stand below the right edge, and is written to both sides of it. */
const HALF_A_DATE = 28
const MINUTE_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440]
const LABEL_MARGIN = 18
const CHARACTER_WIDTH = 7

/** What uPlot needs to know. */
export function plotOptions(settings: PlotSettings): uPlot.Options {
  const { scheme, width, height, sync, onCursor, onPick } = settings
  const { text, grid } = frameColors(scheme)
  let hasCursor = false
  const axis = {
    stroke: text,
    font: FONT,
    grid: { stroke: grid, width: 1 },
    ticks: { stroke: grid, width: 1 },
  }
  return {
    width,
    height,
    legend: { show: false },
    padding: [8, HALF_A_DATE, 0, 0],
    scales: { x: { time: false }, y: { range: padded } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 70,
        size: DATES_HEIGHT,
        incrs: DATE_STEPS,
        splits: (_plot, _axis, from, to, step) => dateMarks(from, to, step),
        values: (_plot, marks, _axis, _space, step) => dateLabels(marks, { step, locale: settings.locale }),
      },
      {
        ...axis,
        incrs:
          settings.series[0]?.isMinutes === true
            ? MINUTE_STEPS
            : valueSteps(settings.series.map(({ values }) => values)),
        values: (_plot, marks) => valueLabels(settings, marks),
        size: labelSize,
      },
    ],
    series: [{}, ...settings.series.map((_, index) => plotLine(settings, index))],
    cursor: {
      y: false,
      drag: { x: false, y: false },
      ...(sync === undefined ? {} : { sync: { key: sync, setSeries: false } }),
    },
    hooks: {
      setCursor: [
        ({ cursor: { idx } }) => {
          // A chart that is drawn again has no cursor yet; that of the keyboard is put back.
          if (idx == null && !hasCursor) return
          hasCursor = idx != null
          onCursor(idx ?? undefined)
        },
      ],
      ready: [
        (plot) => {
          plot.over.addEventListener('click', ({ offsetY }) => {
            if (plot.cursor.idx != null) onPick(plot.cursor.idx, offsetY)
          })
        },
      ],
    },
  }
}

function plotLine({ series, scheme, count }: PlotSettings, index: number): uPlot.Series {
  const { comparedWith, label } = series[index] ?? { label: '' }
  const { color, dash, opacity } = lineStyle(index, { scheme, count, comparedWith })
  return {
    label,
    stroke: color,
    alpha: opacity,
    dash: [...dash],
    width: count > 1000 ? 1 : 1.75,
    points: {
      size: 6,
      fill: color,
      filter: (plot, number, show) => (show ? null : isolatedPoints(plot.data[number] ?? [])),
    },
  }
}

/** Some space above and below; amounts that are never negative begin at zero where zero is near. */
function padded(_plot: uPlot, low: number | null, high: number | null): uPlot.Range.MinMax {
  if (low === null || high === null) return [0, 1]
  const span = high - low || Math.abs(high) || 1
  const margin = span * 0.08
  const bottom = low >= 0 && low < high * 0.5 ? 0 : low - margin
  return [bottom, high + margin]
}

function valueLabels({ series }: PlotSettings, marks: readonly number[]): string[] {
  const format = series[0]?.formatMark ?? series[0]?.format ?? String
  return marks.map((mark) => format(mark))
}

/** As wide as the longest label. */
function labelSize(_plot: uPlot, labels: readonly string[] | null): number {
  const longest = Math.max(0, ...(labels ?? []).map((label) => label.length))
  return Math.max(NARROWEST_LABEL, Math.min(WIDEST_LABEL, LABEL_MARGIN + longest * CHARACTER_WIDTH))
}
