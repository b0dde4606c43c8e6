/** As many as one request answers. */
const MOST = 50

interface Metric {
  readonly metric: string
  readonly integration: string
  readonly type: string
  readonly kind: string
  readonly hasValues: boolean
  readonly label: string
}

/**
 * The metrics that are shown until the person chooses: daily numbers that have values, one of each integration in turn, and the same thing, by its
 * label, once.
 *
 * @param metrics in the order of the catalogue
 */
export function chooseMetrics(metrics: readonly Metric[]): readonly string[] {
  const shown = metrics.filter(
    ({ kind, type, hasValues }) => kind === 'daily' && type === 'number' && hasValues,
  )
  const once = [...Map.groupBy(shown, ({ label }) => label).values()].flatMap((same) => same.slice(0, 1))
  const lists = [...Map.groupBy(once, ({ integration }) => integration).values()]
  const longest = Math.max(0, ...lists.map(({ length }) => length))
  const inTurn = Array.from({ length: longest }, (_, index) =>
    lists.map((list) => list[index]?.metric),
  ).flat()
  return inTurn.filter((metric) => metric !== undefined).slice(0, MOST)
}

/**
 * What a person has chosen without what is no longer in the catalogue, such as a metric of demo data that was removed: the API answers
 * no request for it. `undefined` if nothing is left.
 *
 * @param catalogue undefined until it is read
 */
export function stillKnown(
  chosen: readonly string[],
  catalogue: readonly Pick<Metric, 'metric'>[] | undefined,
): readonly string[] | undefined {
  if (catalogue === undefined) return chosen
  const known = chosen.filter((name) => catalogue.some(({ metric }) => metric === name))
  return known.length === 0 ? undefined : known
}
