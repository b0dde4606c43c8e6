import { useQuery } from '@tanstack/react-query'
import { demoQuery } from '../../api/demo.ts'
import { metricCatalogueQuery } from '../../api/metric-catalogue.ts'
import { hasItemsQuery } from '../../api/overview.ts'

/** Whether there is nothing to show and nothing on its way: before the first data, and again after all of it was deleted or undone. */
export function useHasNothing(connections: readonly unknown[] | undefined): boolean {
  const { data: metrics } = useQuery(metricCatalogueQuery)
  const isUnconnected = connections?.length === 0
  const { data: hasItems } = useQuery({ ...hasItemsQuery, enabled: isUnconnected })
  const { data: demo } = useQuery(demoQuery)
  if (!isUnconnected || demo?.state !== 'absent') return false
  return hasItems === false && metrics?.some(({ hasValues }) => hasValues) === false
}
