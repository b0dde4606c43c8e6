import { shortId } from '@tributary/integration-kit/files'
import type { MediaMatch } from '@tributary/integration-kit/host'
import type { Played } from './played.ts'

/**
 * The three sources of Spotify's plays. Only the extended history contains the duration, so its contents take precedence; the one-year
 * file has neither an id nor seconds. `played_at` is the end or the start of a play, and was seen up to a minute off the `ts` of the
 * same play. The API lists no play of less than 30 seconds, so two that are 2 seconds apart are one with a rounded time.
 */
const SOURCES = {
  'account-data': { precedence: 1, toleranceSeconds: 60 },
  api: { precedence: 2, toleranceSeconds: 60, repeatSeconds: 2 },
  'extended-history': { precedence: 3, toleranceSeconds: 0 },
} as const

export type PlaySource = keyof typeof SOURCES

/** Below every source with names: a play without a name never replaces the name. */
const UNNAMED_PRECEDENCE = 0

/**
 * The keys by which a play is recognized in another source: its URI, else its names. No `id` has to match: Spotify plays one recording
 * under several URIs, and the API may report another one than the file.
 */
export function playMatch(source: PlaySource, played: Played): MediaMatch {
  const keys = [...new Set([...(played.uri === undefined ? [] : [shortId(played.uri)]), ...nameKeys(played)])]
  const match = { source, ...SOURCES[source], keys: keys.slice(0, 8) }
  return played.isNamed ? match : { ...match, precedence: UNNAMED_PRECEDENCE }
}

function nameKeys({ isNamed, type, title, partTitle, seriesTitle, by }: Played): string[] {
  if (!isNamed) return []
  // Without an artist or show, the title alone.
  const makers = by.length === 0 ? [''] : by
  const keys = makers.map((name) => nameKey(name, partTitle ?? title))
  // Account data has the book and its author, the extended history the chapter without author.
  return type === 'audiobook_chapter' ? [...keys, nameKey('', seriesTitle ?? title)] : keys
}

function nameKey(maker: string, title: string): string {
  return shortId(`${folded(maker)}\n${folded(title)}`)
}

/** Sources differ in case and in the composition of letters, not in the names. */
function folded(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase()
}
