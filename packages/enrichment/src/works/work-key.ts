import { createHash } from 'node:crypto'

/** The fields of an item that tell works apart. */
export interface WorkIdentity {
  readonly integration: string
  readonly type: string
  readonly title: string
  readonly seriesTitle: string | null
  readonly seasonTitle: string | null
  readonly episodeTitle: string | null
  readonly creators: readonly string[] | null
}

/**
 * The same for all plays of one work by one integration. Case and spaces do not matter; the length, which differs from play to play, is left
 * out. Two integrations that deliver one song have two works, since each has enrichers and terms of its own.
 */
export function workKey(item: WorkIdentity): string {
  const { integration, type, title, seriesTitle, seasonTitle, episodeTitle, creators } = item
  const texts = [title, seriesTitle, seasonTitle, episodeTitle].map((text) => folded(text ?? ''))
  const parts = [integration, type, ...texts, (creators ?? []).map(folded)]
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

function folded(text: string): string {
  return text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase()
}
