import type { ProviderHttp } from '@tributary/integration-kit'
import {
  askOnce,
  type EnrichmentResult,
  enrichEach,
  enricher,
  type Work,
} from '@tributary/integration-kit/enrichers'
import { textOf } from '@tributary/integration-kit/values'
import { fetchTopTags } from './api.ts'
import { folded, usefulTags } from './tags.ts'

/** Of a track, of one whose name was corrected, and of the artist only: less than `doubtfulBelow` when both were guessed. */
const CONFIDENCE = { track: 0.9, corrected: 0.7, artist: 0.6 } as const
const GUESSED = 0.4

/** Tags of tracks, by artist and title. A track without tags has those of its artist, asked once a batch. */
export const tagEnricher = enricher({
  version: 1,
  platforms: ['spotify', 'lastfm', 'listenbrainz'],
  types: ['track'],
  attribution: { text: 'Tags from Last.fm', url: 'https://www.last.fm' },
  async *enrich({ http, signal }, works) {
    const once = askOnce<Found | undefined>()
    const tagsOfArtist = (artist: string) => once(folded(artist), () => findTags(http, { artist }))
    yield* enrichEach(works, { signal }, (work) => enrichTrack(http, work, tagsOfArtist))
  },
})

interface Found {
  readonly tags: readonly string[]
  /** Whether Last.fm answered for another spelling. */
  readonly isCorrected: boolean
  readonly matched: string
}

async function enrichTrack(
  http: ProviderHttp,
  { key, title, creators }: Work,
  tagsOfArtist: (artist: string) => Promise<Found | undefined>,
): Promise<EnrichmentResult> {
  const artist = creators?.[0]
  if (artist === undefined) return { key, outcome: 'not_found', detail: { reason: 'It has no artist.' } }
  const track = await findTags(http, { artist, track: title })
  if (track !== undefined && track.tags.length > 0)
    return found(key, track, {
      of: 'track',
      confidence: CONFIDENCE[track.isCorrected ? 'corrected' : 'track'],
    })
  const ofArtist = await tagsOfArtist(artist)
  // An empty list comes for tracks that Last.fm has never heard of as well, so it proves nothing.
  if (ofArtist === undefined || ofArtist.tags.length === 0) return { key, outcome: 'not_found' }
  return found(key, ofArtist, {
    of: 'artist',
    confidence: ofArtist.isCorrected ? GUESSED : CONFIDENCE.artist,
  })
}

async function findTags(
  http: ProviderHttp,
  query: { readonly artist: string; readonly track?: string },
): Promise<Found | undefined> {
  const answer = await fetchTopTags(http, query)
  if (answer === undefined) return undefined
  const artist = textOf(answer.about['artist']) ?? query.artist
  const track = query.track === undefined ? undefined : (textOf(answer.about['track']) ?? query.track)
  const isCorrected =
    folded(artist) !== folded(query.artist) || folded(track ?? '') !== folded(query.track ?? '')
  const names = [query.artist, artist, query.track ?? '', track ?? '']
  return {
    tags: usefulTags(answer.tags, names),
    isCorrected,
    matched: track === undefined ? artist : `${artist}: ${track}`,
  }
}

function found(
  key: string,
  { tags, matched }: Found,
  { of, confidence }: { readonly of: 'track' | 'artist'; readonly confidence: number },
): EnrichmentResult {
  return { key, outcome: 'found', confidence, facts: { tags: [...tags] }, detail: { tagsOf: of, matched } }
}
