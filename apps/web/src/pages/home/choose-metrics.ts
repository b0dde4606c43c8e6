/** As many as one request answers. */
const MOST = 50

interface Metric {
  readonly metric: string
  readonly integration: string
  readonly type: string
  readonly kind: string
  readonly hasValues: boolean
}

/**
 * The metrics that are shown until the person chooses: daily numbers that have values, one of each integration in turn.
 *
 * @param metrics in the order of the catalogue
 */
export function chooseMetrics(metrics: readonly Metric[]): readonly string[] {
  const shown = metrics.filter(
    ({ kind, type, hasValues }) => kind === 'daily' && type === 'number' && hasValues,
  )
  const lists = [...Map.groupBy(shown, ({ integration }) => integration).values()]
  const longest = Math.max(0, ...lists.map(({ length }) => length))
  const inTurn = Array.from({ length: longest }, (_, index) =>
    lists.map((list) => list[index]?.metric),
  ).flat()
  return inTurn.filter((metric) => metric !== undefined).slice(0, MOST)
}
