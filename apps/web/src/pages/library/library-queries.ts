import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import {
  items,
  type LibraryMediaItem,
  libraryGetItem,
  libraryGetStatistics,
  libraryGetTimeline,
  libraryListItems,
} from '@tributary/client'
import { client } from '../../api/client.ts'
import type { LibrarySearch } from './library-search.ts'
import type { DayChunk } from './timeline/day-chunks.ts'
import { groupByDay } from './timeline/group-by-day.ts'

/** How many items each day has. */
export function timelineQuery(search: LibrarySearch, timeZone: string) {
  return queryOptions({
    queryKey: ['library', 'timeline', search, timeZone],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (await libraryGetTimeline({ client, signal, query: { ...search, timeZone } })).data,
  })
}

export function statisticsQuery(search: LibrarySearch, timeZone: string) {
  return queryOptions({
    queryKey: ['library', 'statistics', search, timeZone],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (await libraryGetStatistics({ client, signal, query: { ...search, timeZone } })).data,
  })
}

export function itemQuery(id: string) {
  return queryOptions({
    queryKey: ['items', 'one', id],
    queryFn: async ({ signal }) => (await libraryGetItem({ client, signal, path: { id } })).data,
  })
}

const MOST_OF_A_PAGE = 500

/** Days that have left the view are dropped after so long: scrolling through a million items must not keep them. */
const KEPT_MILLISECONDS = 10_000

/** The items of some days by their day, the newest first. */
export function chunkQuery({ from, to }: DayChunk, search: LibrarySearch, timeZone: string) {
  return queryOptions({
    queryKey: ['items', 'days', from, to, search, timeZone],
    gcTime: KEPT_MILLISECONDS,
    queryFn: async ({ signal }) => {
      const query = { ...search, from, to, timeZone, limit: MOST_OF_A_PAGE }
      const read: LibraryMediaItem[] = []
      for await (const item of items(libraryListItems, { client, signal, query })) read.push(item)
      return groupByDay(read, timeZone)
    },
  })
}
