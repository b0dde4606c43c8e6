import type { MediaType } from '@tributary/integration-kit'
import type { Entry } from './entry-format.ts'
import { instantOf, millisecondsOf, textOf } from './entry-members.ts'
import {
  defined,
  type EmptyEntry,
  nameless,
  type Played,
  type PlayedEntry,
  type UnusableEntry,
  unusable,
} from './played-entry.ts'
import { rawOf } from './raw-entry.ts'

/** An entry of `StreamingHistory_music_*.json`, `StreamingHistory_podcast_*.json` or `StreamingHistory_audiobook_*.json`. */
export interface AccountPlay extends PlayedEntry {
  readonly source: 'account-data'
  /** As the file has it, in UTC: `2024-04-20 18:15`. */
  readonly endTime: string
  /** RFC 3339, its seconds 0 where the file has minutes alone. */
  readonly endedAt: string
}

export function readAccount(entry: Entry): AccountPlay | EmptyEntry | UnusableEntry {
  const endedAt = instantOf(entry['endTime'])
  const msPlayed = millisecondsOf(entry['msPlayed'])
  const played = playedIn(entry)
  if (played === undefined) return nameless(entry, msPlayed)
  const endTime = textOf(entry['endTime'])
  if (endedAt === undefined || endTime === undefined)
    return unusable('"endTime" is no time like 2024-04-20 18:15.', entry)
  return { source: 'account-data', endTime, endedAt, msPlayed, ...played, raw: rawOf(entry) }
}

/** What kind of thing each file tells of, and in which members. */
const KINDS: readonly {
  readonly type: MediaType
  readonly part?: string
  readonly series?: string
  readonly by: string
}[] = [
  { type: 'track', part: 'trackName', by: 'artistName' },
  { type: 'podcast-episode', part: 'episodeName', series: 'podcastName', by: 'podcastName' },
  { type: 'audiobook-chapter', part: 'chapterName', series: 'audiobookName', by: 'authorName' },
]

function playedIn(entry: Entry): Played | undefined {
  for (const { type, part = '', series = '', by: maker } of KINDS) {
    const [partTitle, seriesTitle, by] = [part, series, maker].map((member) => textOf(entry[member]))
    const title = partTitle ?? seriesTitle
    if (title === undefined) continue
    return defined<Played>({
      type,
      title,
      isNamed: true,
      by: by === undefined ? [] : [by],
      uri: undefined,
      seriesTitle,
      partTitle: type === 'track' ? undefined : partTitle,
    })
  }
  return otherIn(entry)
}

const MAKER = /(artist|author|podcast|show|channel|publisher|creator)/i

/** A kind of file that Spotify has added since: its members that end in `Name` or `Title`. */
function otherIn(entry: Entry): Played | undefined {
  const names = Object.keys(entry).filter((member) => /(Name|Title)$/.test(member))
  const texts = (members: readonly string[]) => members.flatMap((member) => textOf(entry[member]) ?? [])
  const [title] = texts(names.filter((member) => !MAKER.test(member)))
  if (title === undefined) return undefined
  const by = texts(names.filter((member) => MAKER.test(member)))
  return { type: 'unknown', title, isNamed: true, by }
}
