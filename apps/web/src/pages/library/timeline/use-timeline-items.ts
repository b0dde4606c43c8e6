import { useQueries } from '@tanstack/react-query'
import type { LibraryMediaItem } from '@tributary/client'
import { chunkQuery } from '../library-queries.ts'
import type { LibrarySearch } from '../library-search.ts'
import type { DayChunks } from './day-chunks.ts'
import type { TimelineLayout, VisibleDay } from './timeline-layout.ts'

interface TimelineItemsOptions {
  readonly layout: TimelineLayout
  readonly chunks: DayChunks
  readonly visible: readonly VisibleDay[]
  readonly search: LibrarySearch
  readonly timeZone: string
  /** While it moves, only what has been read before is shown. */
  readonly isMoving: boolean
}

export interface TimelineItems {
  /** The items of a day; `undefined` until they are read. */
  readonly itemsOf: (dayIndex: number) => readonly LibraryMediaItem[] | undefined
  /** Why some could not be read. */
  readonly error: unknown
  readonly readAgain: () => void
}

/** The items of the days in view. */
export function useTimelineItems(options: TimelineItemsOptions): TimelineItems {
  const { layout, chunks, visible, search, timeZone, isMoving } = options
  const first = chunks.ofDay[visible[0]?.index ?? -1] ?? 0
  const last = chunks.ofDay[visible.at(-1)?.index ?? -1] ?? -1
  const results = useQueries({
    queries: chunks.chunks
      .slice(first, last + 1)
      .map((chunk) => ({ ...chunkQuery(chunk, search, timeZone), enabled: !isMoving })),
  })
  return {
    itemsOf: (dayIndex) => {
      const read = results[(chunks.ofDay[dayIndex] ?? -1) - first]?.data
      return read === undefined ? undefined : (read.get(layout.days[dayIndex]?.period ?? '') ?? [])
    },
    error: results.find(({ isError, data }) => isError && data === undefined)?.error,
    readAgain: () => {
      for (const result of results) if (result.isError) void result.refetch()
    },
  }
}
