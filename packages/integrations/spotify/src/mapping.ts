import { hash } from 'node:crypto'
import type { MediaRecord } from '@tributary/integration-kit'
import type { PlayedItem } from './api-item.ts'
import type { AccountPlay } from './entries/account-play.ts'
import type { ExtendedPlay } from './entries/extended-play.ts'
import type { Played } from './entries/played-entry.ts'
import { playMatch } from './play-match.ts'

/** A play of the API: one time, which may be that of the start or of the end, and no length. */
export function apiRecord(
  { playedAt, raw, albumArtists, ...played }: PlayedItem,
  localDate: EntryContext['localDate'],
): MediaRecord {
  const id = ['api', playedAt, played.uri ?? [...played.by, played.title].join('\n')]
  return {
    externalId: idOf(...id, ...marksOf(played)),
    ...contentsOf(played),
    occurredOn: localDate(playedAt),
    occurredAt: playedAt,
    raw,
    match: playMatch('api', { ...played, by: [...played.by, ...albumArtists].slice(0, 6) }),
  }
}

/** What an entry itself does not have. */
export interface EntryContext {
  readonly localDate: (instant: string) => string
  /** 1 for the first of equal entries of a file, then 2, … */
  readonly occurrence: number
}

/** An entry of the extended streaming history. `ts` is when the play ended. */
export function extendedRecord(play: ExtendedPlay, { localDate, occurrence }: EntryContext): MediaRecord {
  const { ts, msPlayed, uri, title, deviceStartedAt, isOffline, raw } = play
  const id = ['extended', ts, uri ?? title, msPlayed === undefined ? 'unknown' : String(msPlayed)]
  const device = deviceStartedAt === undefined ? [] : [`started ${deviceStartedAt}`]
  return {
    externalId: idOf(...id, ...device, ...marksOf(play, occurrence)),
    ...contentsOf(play),
    occurredOn: localDate(ts),
    occurredAt: ts,
    raw,
    match: {
      ...playMatch('extended-history', play),
      ...spanOf(ts, msPlayed),
      ...(deviceStartedAt === undefined || msPlayed === undefined ? {} : { deviceStartedAt }),
      // Only the device's clock tells plays apart that were delivered at one time.
      ...(isOffline && deviceStartedAt === undefined ? {} : { repeatSeconds: repeatSeconds(msPlayed) }),
    },
  }
}

/** An entry of the one-year history. `endTime` has minutes only. */
export function accountRecord(play: AccountPlay, { localDate, occurrence }: EntryContext): MediaRecord {
  const { endTime, endedAt, msPlayed, title, by, raw } = play
  const id = ['account', endTime, by.join(), title, msPlayed === undefined ? 'unknown' : String(msPlayed)]
  // Whether Spotify cuts or rounds to the minute is not known: the middle is within 30 s of both.
  const at = /:\d\d:/.test(endTime) ? endedAt : `${endedAt.slice(0, 17)}30.000Z`
  return {
    externalId: idOf(...id, ...marksOf(play, occurrence)),
    ...contentsOf(play),
    occurredOn: localDate(endedAt),
    occurredAt: endedAt,
    raw,
    match: { ...playMatch('account-data', play), at, ...spanOf(at, msPlayed) },
  }
}

/** An unnamed delivery of a play has an id of its own, so that it never replaces the names; so has each further equal entry. */
function marksOf({ isNamed }: Played, occurrence = 1): string[] {
  return [...(isNamed ? [] : ['unnamed']), ...(occurrence === 1 ? [] : [`#${occurrence}`])]
}

function spanOf(endedAt: string, msPlayed: number | undefined): { startedAt?: string } {
  if (msPlayed === undefined) return {}
  return { startedAt: new Date(Date.parse(endedAt) - msPlayed).toISOString() }
}

/** Two exports were seen to have one play some seconds apart. */
const MOST_REPEAT_SECONDS = 30

/** At most half of the length: the ends of two successive plays are a whole length apart. */
function repeatSeconds(msPlayed: number | undefined): number {
  return Math.min(MOST_REPEAT_SECONDS, Math.max(0.5, (msPlayed ?? 0) / 2000))
}

type Contents = Played & { readonly msPlayed?: number | undefined }

function contentsOf({ type, title, by, seriesTitle, partTitle, uri, msPlayed }: Contents) {
  const url = urlOf(uri)
  return {
    type,
    title,
    ...(by.length === 0 ? {} : { creators: by.slice(0, 100) }),
    ...(seriesTitle === undefined ? {} : { seriesTitle }),
    ...(partTitle === undefined ? {} : { episodeTitle: partTitle }),
    ...(msPlayed === undefined ? {} : { durationSeconds: msPlayed / 1000 }),
    ...(url === undefined ? {} : { url }),
  }
}

/** `spotify:track:<id>` → its page. Local files have none. */
function urlOf(uri: string | undefined): string | undefined {
  const [, kind, id] = /^spotify:(track|episode|chapter|show|audiobook):(\w+)$/.exec(uri ?? '') ?? []
  return kind === undefined || id === undefined ? undefined : `https://open.spotify.com/${kind}/${id}`
}

const LONGEST_READABLE = 200

/** Index entries are short; long names are hashed, marked so that they meet no readable id. */
function idOf(...parts: readonly string[]): string {
  const id = parts.join('|')
  return id.length <= LONGEST_READABLE ? id : `${parts[0] ?? ''}#${hash('sha256', id, 'base64url')}`
}
