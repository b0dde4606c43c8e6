import { hash } from 'node:crypto'
import type { MediaRecord } from '@tributary/integration-kit'

type Match = NonNullable<MediaRecord['match']>

/**
 * The three ways Spotify tells of a play. The extended history alone knows how long it was, so its contents win; the
 * one-year file has neither an id nor seconds. `played_at` was seen up to a minute off the `ts` of the same play.
 * Whether `endTime` is cut or rounded to the minute is not known: from its middle, both are within a minute.
 */
const SOURCES = {
  'account-data': { precedence: 1, toleranceSeconds: 60 },
  api: { precedence: 2, toleranceSeconds: 60 },
  'extended-history': { precedence: 3, toleranceSeconds: 0 },
} as const

export type PlaySource = keyof typeof SOURCES

/** How a play is found again in what another source tells of it. */
export function playMatch(
  source: PlaySource,
  played: { readonly uri?: string | undefined; readonly title: string; readonly by: readonly string[] },
): Match {
  const { uri, title, by } = played
  // Without anybody who made it, the title has to do.
  const makers = by.length === 0 ? [''] : by
  const names = [...new Set(makers.map((name) => keyOf(`${folded(name)}\n${folded(title)}`)))]
  const keys = [...(uri === undefined ? [] : [keyOf(uri)]), ...names].slice(0, 8)
  return { source, ...SOURCES[source], keys, ...(uri === undefined ? {} : { id: keyOf(uri) }) }
}

const LONGEST_READABLE = 200

function keyOf(text: string): string {
  return text.length <= LONGEST_READABLE ? text : `#${hash('sha256', text, 'base64url')}`
}

/** Sources differ in case and in how they compose letters, not in what they say. */
function folded(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase()
}
