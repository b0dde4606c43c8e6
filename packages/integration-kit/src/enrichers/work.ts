import type { MediaType } from '../records.ts'

/**
 * What was watched, heard or read, however often: a song, not its plays. Made of the fields that all plays of it share.
 *
 * @example
 * { key: 'b1f0…', platform: 'spotify', type: 'track', title: 'Hyperballad', creators: ['Björk'] }
 */
export interface Work {
  /** Opaque; the same for the same work. The result has it too. */
  readonly key: string
  /** The integration that delivered it: `spotify`. */
  readonly platform: string
  readonly type: MediaType
  /** As the provider writes it, whole: `Dark: Season 1: Secrets`. */
  readonly title: string
  /** Artists, channel or show. */
  readonly creators?: readonly string[]
  readonly seriesTitle?: string
  /** As written: `Season 2`, `Limited Series`. */
  readonly seasonTitle?: string
  readonly seasonNumber?: number
  readonly episodeTitle?: string
  readonly episodeNumber?: number
  /** The longest time that a play of it took, in seconds: at most a hint at its length. */
  readonly durationSeconds?: number
  /** BCP 47, where it is known. */
  readonly language?: string
  /** The provider's page of it. */
  readonly url?: string
  /** What the person has said which work it is, as `match.idOf` of this enricher has understood it: asked about in place of a search. */
  readonly matchedId?: string
}
