import { queryOptions } from '@tanstack/react-query'
import {
  connectionsGetConnection,
  connectionsListConnections,
  metricsGetCoverageCalendar,
} from '@tributary/client'
import { client } from './client.ts'

/** All connections of the person. */
export const connectionsQuery = queryOptions({
  queryKey: ['connections', 'list'],
  queryFn: async ({ signal }) => (await connectionsListConnections({ client, signal })).data.items,
})

/** One connection of the person. */
export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', 'one', id],
    queryFn: async ({ signal }) => (await connectionsGetConnection({ client, path: { id }, signal })).data,
  })

/** The state of each day of each stream of a connection, between two local dates. */
export const coverageCalendarQuery = (connectionId: string, range: { from: string; to: string }) =>
  queryOptions({
    queryKey: ['coverage', 'calendar', connectionId, range.from, range.to],
    queryFn: async ({ signal }) =>
      (await metricsGetCoverageCalendar({ client, query: { connectionId, ...range }, signal })).data,
  })
