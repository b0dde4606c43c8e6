import type { MediaType } from '@tributary/integration-kit'

const TYPES: Readonly<Record<string, MediaType>> = {
  track: 'track',
  local: 'track',
  episode: 'podcast-episode',
  show: 'podcast-episode',
  chapter: 'audiobook-chapter',
  audiobook: 'audiobook-chapter',
}

/** What an address is of: `spotify:episode:…` → `podcast-episode`. */
export function mediaTypeOf(uri: string): MediaType {
  return TYPES[uri.split(':')[1] ?? ''] ?? 'unknown'
}
