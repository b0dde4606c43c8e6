import { queryOptions } from '@tanstack/react-query'
import { items, pluginsGetHealth, pluginsListHealth } from '@tributary/client'
import { client } from '../../../api/client.ts'

export type SubjectType = 'instance' | 'connection' | 'plugin_settings'

/** Health has no stream of changes. */
const REFETCH_MILLISECONDS = 15_000

export const healthQuery = queryOptions({
  queryKey: ['health', 'list'],
  queryFn: ({ signal }) => Array.fromAsync(items(pluginsListHealth, { client, signal })),
  refetchInterval: REFETCH_MILLISECONDS,
})

export const subjectQuery = (type: SubjectType, id: string) =>
  queryOptions({
    queryKey: ['health', 'subject', type, id],
    queryFn: async ({ signal }) => (await pluginsGetHealth({ client, path: { type, id }, signal })).data,
    refetchInterval: REFETCH_MILLISECONDS,
  })
