import { useLingui } from '@lingui/react/macro'
import { useQueries } from '@tanstack/react-query'
import type { MetricsCatalogueMetric } from '@tributary/client'
import { type DayReason, type DayState, dayStates } from './day-states.ts'
import { coverageQuery } from './metric-queries.ts'
import type { DateRange } from './metrics-search.ts'

const NOTHING: ReadonlyMap<string, DayReason> = new Map()

/** What is known of the days of each metric, by metric; of manual metrics, and until it is read, nothing. */
export function useMissingDays(
  metrics: readonly MetricsCatalogueMetric[],
  range: DateRange,
): (metric: string) => ReadonlyMap<string, DayReason> {
  const read = metrics.filter(({ stream }) => stream !== null)
  // A stream has many metrics, and is read once.
  const streams = [...Map.groupBy(read, ({ integration, stream }) => `${integration} ${stream}`).values()]
  return useQueries({
    queries: streams.map(([first]) => ({
      ...coverageQuery(first?.integration ?? '', first?.stream ?? '', range),
      retry: false,
    })),
    combine: (results) => {
      const byMetric = new Map(
        streams.flatMap((members, index) => {
          const coverage = results[index]?.data
          const states = coverage === undefined ? NOTHING : dayStates(coverage, members[0]?.stream ?? '')
          return members.map(({ metric }) => [metric, states] as const)
        }),
      )
      return (metric: string) => byMetric.get(metric) ?? NOTHING
    },
  })
}

/** A day without a value, in words. */
export function useDayStateNames(): (state: DayState) => string {
  const { t } = useLingui()
  return (state) =>
    ({
      empty: t`no data at the provider`,
      failed: t`reading failed`,
      missing: t`not read yet`,
    })[state]
}
