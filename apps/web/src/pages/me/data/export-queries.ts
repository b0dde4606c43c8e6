import { queryOptions } from '@tanstack/react-query'
import { exportsGetOptions, exportsList, exportsListSchedules } from '@tributary/client'
import { client } from '../../../api/client.ts'

const MOST_SHOWN = 100
/** Nothing tells that an export goes on: the list is read again while one does. */
const READ_MILLISECONDS = 2000

/** Where exports can be kept, and for how long. */
export const exportOptionsQuery = queryOptions({
  queryKey: ['exports', 'options'],
  queryFn: async ({ signal }) => (await exportsGetOptions({ client, signal })).data,
})

/** The person's kept exports, the newest first. */
export const exportsQuery = queryOptions({
  queryKey: ['exports', 'list'],
  queryFn: async ({ signal }) =>
    (await exportsList({ client, query: { limit: MOST_SHOWN }, signal })).data.items,
  refetchInterval: ({ state }) =>
    state.data?.some(({ status }) => status === 'queued' || status === 'running') === true
      ? READ_MILLISECONDS
      : false,
})

export const exportSchedulesQuery = queryOptions({
  queryKey: ['exports', 'schedules'],
  queryFn: async ({ signal }) =>
    (await exportsListSchedules({ client, query: { limit: MOST_SHOWN }, signal })).data.items,
})
