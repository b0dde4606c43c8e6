import type { LibraryGetTimelineData } from '@tributary/client'

export type MediaType = NonNullable<NonNullable<LibraryGetTimelineData['query']>['type']>

/** Complete: the compiler asks for each. */
const ALL: Readonly<Record<MediaType, true>> = {
  movie: true,
  episode: true,
  video: true,
  track: true,
  podcast_episode: true,
  audiobook_chapter: true,
  article: true,
  unknown: true,
}

export const MEDIA_TYPES = Object.keys(ALL) as readonly MediaType[]
