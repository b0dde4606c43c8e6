import {
  IconArticle,
  IconBook,
  IconDeviceTv,
  IconMicrophone,
  IconMovie,
  IconMusic,
  IconQuestionMark,
  IconVideo,
} from '@tabler/icons-react'
import type { MediaType } from '../../components/media-types.ts'

const ICONS = {
  movie: IconMovie,
  episode: IconDeviceTv,
  video: IconVideo,
  track: IconMusic,
  podcast_episode: IconMicrophone,
  audiobook_chapter: IconBook,
  article: IconArticle,
  unknown: IconQuestionMark,
} as const satisfies Readonly<Record<MediaType, unknown>>

/** Beside the name of an item, whose type is also told in words. */
export function MediaTypeIcon({ type, size = 20 }: { readonly type: MediaType; readonly size?: number }) {
  const Icon = ICONS[type]
  return <Icon size={size} aria-hidden />
}
