import type { MediaRecord } from '@tributary/integration-kit'
import { shortId } from '@tributary/integration-kit/files'
import { defined } from '@tributary/integration-kit/values'
import type { PlayedItem } from './api-item.ts'
import { playMatch } from './play-match.ts'
import type { Played } from './played.ts'
import type { FilePlay } from './read-entry.ts'

/** A play of the API: one time, which may be that of the start or of the end, and no duration. */
export function apiRecord(
  { playedAt, raw, albumArtists, ...played }: PlayedItem,
  localDate: (instant: string) => string,
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

interface FileContext {
  readonly localDate: (instant: string) => string
  /** 1 for the first of equal entries of a file, then 2, … */
  readonly occurrence: number
  readonly raw: Record<string, unknown>
}

/** A play of a file. */
export function fileRecord(play: FilePlay, { localDate, occurrence, raw }: FileContext): MediaRecord {
  const { source, id, endedAt, at, msPlayed, deviceStartedAt, identity } = play
  return {
    externalId: idOf(...id, ...marksOf(play, occurrence)),
    ...contentsOf(play),
    occurredOn: localDate(endedAt),
    occurredAt: endedAt,
    raw,
    match: defined({
      ...playMatch(source, play),
      at,
      startedAt: startOf(at ?? endedAt, msPlayed),
      deviceStartedAt: msPlayed === undefined ? undefined : deviceStartedAt,
      // Only plays with a time of their own can be distinguished from plays delivered at one time.
      repeatSeconds: identity === undefined ? repeatSeconds(msPlayed) : undefined,
    }),
  }
}

/** A delivery without names has an id of its own, so that it never replaces the names; so has each further equal entry. */
function marksOf({ isNamed }: Played, occurrence = 1): string[] {
  return [...(isNamed ? [] : ['unnamed']), ...(occurrence === 1 ? [] : [`#${occurrence}`])]
}

function startOf(endedAt: string, msPlayed: number | undefined): string | undefined {
  return msPlayed === undefined ? undefined : new Date(Date.parse(endedAt) - msPlayed).toISOString()
}

/** Two exports of one play were seen to differ by some seconds. */
const MOST_REPEAT_SECONDS = 30

/** At most half of the duration: the ends of two successive plays are a whole duration apart. */
function repeatSeconds(msPlayed: number | undefined): number {
  return Math.min(MOST_REPEAT_SECONDS, Math.max(0.5, (msPlayed ?? 0) / 2000))
}

type Contents = Played & { readonly msPlayed?: number | undefined }

function contentsOf({ type, title, by, seriesTitle, partTitle, uri, msPlayed }: Contents) {
  return defined({
    type,
    title,
    creators: by.length === 0 ? undefined : by.slice(0, 100),
    seriesTitle,
    episodeTitle: partTitle,
    durationSeconds: msPlayed === undefined ? undefined : msPlayed / 1000,
    url: urlOf(uri),
  })
}

/** `spotify:track:<id>` → the URL of its page. Local files have none. */
function urlOf(uri: string | undefined): string | undefined {
  const [, kind, id] = /^spotify:(track|episode|chapter|show|audiobook):(\w+)$/.exec(uri ?? '') ?? []
  return kind === undefined || id === undefined ? undefined : `https://open.spotify.com/${kind}/${id}`
}

function idOf(...parts: readonly string[]): string {
  return shortId(parts.join('|'), parts[0])
}
