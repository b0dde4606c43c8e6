import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import {
  metricsExplainValue,
  metricsGetCoverage,
  metricsGetPreferences,
  metricsGetValues,
  metricsListTemplates,
} from '@tributary/client'
import { client } from '../../api/client.ts'
import type { DateRange, Period } from './metrics-search.ts'

export const templatesQuery = queryOptions({
  queryKey: ['metrics', 'templates'],
  queryFn: async ({ signal }) => (await metricsListTemplates({ client, signal })).data.items,
})

export const preferencesQuery = queryOptions({
  queryKey: ['metrics', 'preferences'],
  queryFn: async ({ signal }) => (await metricsGetPreferences({ client, signal })).data,
})

export function valuesQuery(metrics: readonly string[], { from, to }: DateRange, per: Period) {
  return queryOptions({
    queryKey: ['values', 'series', metrics, from, to, per],
    enabled: metrics.length > 0,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (
        await metricsGetValues({
          client,
          signal,
          query: { metric: [...metrics], from, to, aggregate: per },
        })
      ).data,
  })
}

export function coverageQuery(integration: string, stream: string, { from, to }: DateRange) {
  return queryOptions({
    queryKey: ['coverage', 'stream', integration, stream, from, to],
    queryFn: async ({ signal }) =>
      (await metricsGetCoverage({ client, signal, query: { integration, stream, from, to } })).data,
  })
}

export function explanationQuery(metric: string, date: string) {
  return queryOptions({
    queryKey: ['values', 'explain', metric, date],
    queryFn: async ({ signal }) =>
      (await metricsExplainValue({ client, signal, query: { metric, date } })).data,
  })
}
