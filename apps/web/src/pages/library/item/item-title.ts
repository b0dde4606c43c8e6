import type { LibraryMediaItem } from '@tributary/client'

type Titled = Pick<
  LibraryMediaItem,
  'title' | 'seriesTitle' | 'seasonTitle' | 'seasonNumber' | 'episodeTitle' | 'episodeNumber' | 'creators'
>

/** An item in two lines: what it is called, and of whom or in which season. */
export function itemTitle(item: Titled): { readonly title: string; readonly subtitle: string } {
  const { title, seriesTitle, seasonTitle, episodeTitle, creators } = item
  if (seriesTitle === null) return { title, subtitle: (creators ?? []).join(', ') }
  const parts = [seasonTitle ?? '', episodeTitle ?? ''].filter((part) => part !== '')
  if (parts.length > 0) return { title: seriesTitle, subtitle: parts.join(' · ') }
  // Only the complete title names the episode.
  return { title, subtitle: seriesTitle === title ? '' : seriesTitle }
}
