import type { LibraryGetTimelineData } from '@tributary/client'
import { isLocalDate } from '../../i18n/local-dates.ts'

type Query = NonNullable<LibraryGetTimelineData['query']>
export type MediaType = NonNullable<Query['type']>

/** Complete: the compiler asks for each. */
const TYPES: Readonly<Record<MediaType, true>> = {
  movie: true,
  episode: true,
  video: true,
  track: true,
  podcast_episode: true,
  audiobook_chapter: true,
  article: true,
  unknown: true,
}

export const MEDIA_TYPES = Object.keys(TYPES) as readonly MediaType[]

/** The filters that the address holds: for the timeline and the statistics alike. */
export interface LibrarySearch {
  readonly integration?: string
  readonly type?: MediaType
  readonly from?: string
  readonly to?: string
  readonly text?: string
}

const LONGEST_TEXT = 200

/** What is not understood in an address is left out. */
export function readLibrarySearch(search: Record<string, unknown>): LibrarySearch {
  const { integration, type, from, to } = search
  // The router reads `text=1984` as a number.
  const text = typeof search['text'] === 'number' ? String(search['text']) : search['text']
  const known = MEDIA_TYPES.find((each) => each === type)
  const isReversed = isLocalDate(from) && isLocalDate(to) && from > to
  return {
    ...(typeof integration === 'string' && integration !== '' ? { integration } : {}),
    ...(known === undefined ? {} : { type: known }),
    ...(isLocalDate(from) && !isReversed ? { from } : {}),
    ...(isLocalDate(to) && !isReversed ? { to } : {}),
    ...(typeof text === 'string' && text.trim() !== '' ? { text: text.trim().slice(0, LONGEST_TEXT) } : {}),
  }
}

/** Whether anything is filtered. */
export function hasFilters(search: LibrarySearch): boolean {
  return Object.keys(search).length > 0
}
