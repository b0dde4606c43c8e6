import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { MetricsCatalogueMetric } from '@tributary/client'
import { useMemo } from 'react'
import { metricCatalogueQuery } from '../../api/metric-catalogue.ts'
import { useFormats } from '../../i18n/formats.ts'
import { type DateRange, type MetricsSearch, type Period, rangeOf } from './metrics-search.ts'

const route = getRouteApi('/shell/charts')

export interface MetricsView {
  readonly search: MetricsSearch
  readonly metrics: readonly string[]
  readonly range: DateRange
  readonly per: Period
  /** Changes a part of the view, and with it the address. */
  readonly change: (part: { readonly [Key in keyof MetricsSearch]?: MetricsSearch[Key] | undefined }) => void
}

/** What the page shows, as the address says it. */
export function useMetricsView(catalogue: readonly MetricsCatalogueMetric[] | undefined): MetricsView {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const today = useFormats().localDate()
  const metrics = useMemo(() => search.metric ?? firstWithValues(catalogue), [search.metric, catalogue])
  const first = catalogue
    ?.filter(({ metric, firstDate }) => metrics.includes(metric) && firstDate !== null)
    .map(({ firstDate }) => firstDate ?? '')
    .toSorted()[0]
  const { from, to } = rangeOf(search, { today, first })
  return {
    search,
    metrics,
    range: useMemo(() => ({ from, to }), [from, to]),
    per: search.per ?? 'day',
    change: (part) =>
      void navigate({
        search: (before) => ({ ...before, ...part }) as MetricsSearch,
        resetScroll: false,
      }),
  }
}

/** Something to look at on the first visit. */
function firstWithValues(catalogue: readonly MetricsCatalogueMetric[] | undefined): readonly string[] {
  const daily = (catalogue ?? []).filter(({ kind, hasValues }) => kind === 'daily' && hasValues)
  const first = daily.find(({ unit }) => unit === 'steps') ?? daily[0]
  return first === undefined ? [] : [first.metric]
}

/** The catalogue, and what was chosen of it. */
export function useCatalogue() {
  return useQuery(metricCatalogueQuery)
}
