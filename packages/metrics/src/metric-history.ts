import type { KnownMetric } from './catalogue.ts'

/** How many metrics are one history at most: services seldom have two successors, and each is a scan more. */
const LONGEST = 5

/**
 * A metric and those that it continues, the newest first: `['fitbit.steps', 'google-fit.steps']`. One of another type or unit is another
 * thing, and ends the history.
 */
export function historyOf(
  name: string,
  known: ReadonlyMap<string, Pick<KnownMetric, 'type' | 'unit' | 'continues'>>,
): readonly string[] {
  const history = [name]
  const first = known.get(name)
  for (let at = first; at?.continues != null && history.length < LONGEST; ) {
    const next = known.get(at.continues)
    if (next === undefined || history.includes(at.continues)) break
    if (next.type !== first?.type || next.unit !== first.unit) break
    history.push(at.continues)
    at = next
  }
  return history
}

/** The metrics whose values are shown as those of another one, with their places in its history. */
export interface MetricPlace {
  /** The metric that is asked for. */
  readonly shown: string
  /** The metric of the stored values. */
  readonly metric: string
  /** 0 is the metric itself. */
  readonly place: number
}

/** The places of the histories of some metrics. */
export function placesOf(
  names: readonly string[],
  known: Parameters<typeof historyOf>[1],
): readonly MetricPlace[] {
  return [...new Set(names)].flatMap((shown) =>
    historyOf(shown, known).map((metric, place) => ({ shown, metric, place })),
  )
}
