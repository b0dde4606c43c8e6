/** A line of a chart: a value for each of its dates. */
export interface ChartSeries {
  /** Distinguishes it from the other lines of the chart. */
  readonly key: string
  readonly label: string
  /** As many as the chart has dates; `null` is a gap. */
  readonly values: readonly (number | null)[]
  /** Drawn dashed and pale: what another line is compared with. The number of that line. */
  readonly comparedWith?: number
  /** How a value is written for people. */
  readonly format: (value: number) => string
  /** The same at the axis, where the unit need not be repeated. */
  readonly formatMark?: (value: number) => string
  /** Its values are minutes: the axis has marks at quarters and hours. */
  readonly isMinutes?: boolean
  /** Why there is no value at a date, if that is known. */
  readonly reason?: (index: number) => string | undefined
}

/** A value that was picked in a chart or its table. */
export interface ChartPoint {
  readonly seriesIndex: number
  readonly dateIndex: number
}
