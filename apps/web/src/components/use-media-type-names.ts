import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react'
import type { MediaType } from './media-types.ts'

const NAMES: Readonly<Record<MediaType, MessageDescriptor>> = {
  movie: msg`Film`,
  episode: msg`Episode`,
  video: msg`Video`,
  track: msg`Song`,
  podcast_episode: msg`Podcast episode`,
  audiobook_chapter: msg`Audiobook chapter`,
  article: msg`Article`,
  unknown: msg`Unknown type`,
}

/** What kind of thing was watched, heard or read, in words. */
export function useMediaTypeNames(): (type: MediaType) => string {
  const { _ } = useLingui()
  return (type) => _(NAMES[type])
}
