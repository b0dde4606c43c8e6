/** An object of a file, of which nothing is known yet. */
export type Entry = Readonly<Record<string, unknown>>

const EXTENDED_MEMBERS = [
  'ms_played',
  'master_metadata_track_name',
  'spotify_track_uri',
  'spotify_episode_uri',
  'audiobook_chapter_uri',
]
const ACCOUNT_MEMBERS = ['msPlayed', 'trackName', 'episodeName', 'podcastName', 'audiobookName']

/** What kind of file an entry is from, by its members; `undefined` for one of neither. */
export function formatOf(entry: Entry): 'extended-history' | 'account-data' | undefined {
  if ('ts' in entry && EXTENDED_MEMBERS.some((member) => member in entry)) return 'extended-history'
  if ('endTime' in entry && ACCOUNT_MEMBERS.some((member) => member in entry)) return 'account-data'
  return undefined
}
