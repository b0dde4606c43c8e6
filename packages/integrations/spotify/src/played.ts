import type { MediaType } from '@tributary/integration-kit'
import { defined, textOf } from '@tributary/integration-kit/values'
import { EXTENDED_KINDS, type Kind, MEDIA_TYPES } from './entries-table.ts'

/** What was played. */
export interface Played {
  readonly type: MediaType
  /** The title of the track, episode, chapter or book; its URI if there is no title. */
  readonly title: string
  /** `false`: the title is a URI, since the names have left Spotify's catalogue. */
  readonly isNamed: boolean
  readonly uri?: string
  /** Artist, show or author. */
  readonly by: readonly string[]
  readonly seriesTitle?: string
  readonly partTitle?: string
}

/** An object of a file, not validated. */
export type Entry = Readonly<Record<string, unknown>>

/** The kind of a URI: `spotify:episode:…` → `podcast_episode`. */
export function mediaTypeOf(uri: string): MediaType {
  return MEDIA_TYPES[uri.split(':')[1] ?? ''] ?? 'unknown'
}

/** The played item, by the first kind that the entry contains. */
export function playedAs(kinds: readonly Kind[], entry: Entry): Played | undefined {
  for (const { type, part, series = '', by, uris = [] } of kinds) {
    const partTitle = textOf(entry[part])
    const seriesTitle = textOf(entry[series])
    const [uri] = texts(entry, uris)
    // A show is a fallback, but a URI identifies the episode.
    const title = partTitle ?? (type === 'podcast_episode' && uri !== undefined ? undefined : seriesTitle)
    if (title === undefined) continue
    const name = type === 'track' ? undefined : partTitle
    return defined({ type, title, isNamed: true, by: texts(entry, [by]), uri, seriesTitle, partTitle: name })
  }
  return undefined
}

const URIS = EXTENDED_KINDS.flatMap(({ uris = [] }) => uris)

/** A track or episode that has left the catalogue has no names, but still its URI. */
export function unnamedIn(entry: Entry): Played | undefined {
  const [uri] = texts(entry, URIS)
  if (uri === undefined) return undefined
  const by = texts(entry, ['master_metadata_album_artist_name', 'episode_show_name'])
  const seriesTitle = textOf(entry['episode_show_name'])
  return defined({ type: mediaTypeOf(uri), title: uri, isNamed: false, by, uri, seriesTitle })
}

const MAKER = /(artist|author|podcast|show|channel|publisher|creator)/i

/** A kind that Spotify has added later: its members that end in `Name` or `Title`. */
export function otherIn(entry: Entry): Played | undefined {
  const names = Object.keys(entry).filter((member) => /(Name|Title)$/.test(member))
  const makers = names.filter((member) => MAKER.test(member))
  const titles = names.filter((member) => !makers.includes(member))
  const [title] = texts(entry, titles)
  return title === undefined ? undefined : { type: 'unknown', title, isNamed: true, by: texts(entry, makers) }
}

function texts(entry: Entry, members: readonly string[]): string[] {
  return members.flatMap((member) => textOf(entry[member]) ?? [])
}
