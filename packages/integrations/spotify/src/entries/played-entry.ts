import type { MediaType } from '@tributary/integration-kit'
import type { Entry } from './entry-format.ts'
import { rawOf } from './raw-entry.ts'

/** What was played. */
export interface Played {
  readonly type: MediaType
  /** Of the track, episode, chapter or book; its URI where the entry has no name for it. */
  readonly title: string
  /** `false`: the title is a URI, since the names have left Spotify's catalogue. */
  readonly isNamed: boolean
  readonly uri?: string
  /** Artist, show or author. */
  readonly by: readonly string[]
  readonly seriesTitle?: string
  readonly partTitle?: string
}

/** What is read of an entry of a file, whichever. */
export interface PlayedEntry extends Played {
  readonly msPlayed: number | undefined
  /** The entry with nothing in it that is about the person's device, address or account. */
  readonly raw: Record<string, unknown>
}

/** An entry without a name, a URI and a length. Spotify writes some of them. */
export interface EmptyEntry {
  readonly source: 'empty'
}

/** An entry that cannot be used, and why. */
export interface UnusableEntry {
  readonly source: 'unusable'
  readonly reason: string
  readonly raw: Record<string, unknown>
}

export function unusable(reason: string, entry: Entry): UnusableEntry {
  return { source: 'unusable', reason, raw: rawOf(entry) }
}

/** An entry without names and URIs: left out when nothing was played, else rejected. */
export function nameless(entry: Entry, msPlayed: number | undefined): EmptyEntry | UnusableEntry {
  // An invalid length is not 0.
  const length = entry['ms_played'] ?? entry['msPlayed'] ?? 0
  if (msPlayed === 0 || length === 0) return { source: 'empty' }
  return unusable('It does not say what was played.', entry)
}

/** Members that have a value, of a type that allows none to be `undefined`. */
export function defined<T extends object>(members: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T
}
