import type { Work } from '@tributary/integration-kit/enrichers'
import type { Catalogue } from './api.ts'
import type { SearchResult } from './api-shapes.ts'
import { type Episode, findEpisode } from './find-episode.ts'
import { type Reading, readingsOf } from './readings.ts'
import { similarity } from './similarity.ts'

/** A film or series that may be the work. */
export interface Match {
  readonly result: SearchResult
  readonly confidence: number
  readonly episode: Episode | undefined
  /** Titles that fit as well. */
  readonly others: readonly SearchResult[]
}

type Candidate = Omit<Match, 'others'>

const LEAST_SIMILARITY = 0.75
/** Of same-named series, the episodes of so many are compared. */
const MOST_CANDIDATES = 4
const OF_TITLE = { any: 0.85, show: 0.75 } as const
/** Per point of similarity that is missing. */
const DOUBT_OF_SPELLING = 1.5
const DOUBT_OF_SERIES = 0.1
const RIGHT_COUNTRY = 0.1
const WRONG_COUNTRY = -0.25
const NAMED_EPISODE = 0.2
const NUMBERED_EPISODE = 0.05
/** A second title this near makes the first one a guess. */
const NEAR = 0.1
const DOUBT_OF_SECOND = 0.25

/** The most likely film or series, by titles and episodes: how popular it is only orders equals. */
export async function findMatch(
  catalogue: Catalogue,
  work: Work,
  language: string,
): Promise<Match | undefined> {
  const candidates: Candidate[] = []
  for (const reading of readingsOf(work)) {
    // A shorter reading is only needed where the whole title is not found, or may be an episode.
    if (candidates.length === 0 || reading.needsEpisode)
      candidates.push(...(await candidatesOf(catalogue, reading, language)))
  }
  const [best, ...rest] = candidates.toSorted((one, other) => other.confidence - one.confidence)
  if (best === undefined) return undefined
  const isSame = ({ result }: Candidate) =>
    result.id === best.result.id && result.media_type === best.result.media_type
  const near = rest.filter((one) => !isSame(one) && best.confidence - one.confidence < NEAR)
  const confidence = best.confidence - (near.length > 0 ? DOUBT_OF_SECOND : 0)
  return {
    ...best,
    confidence: Math.round(Math.min(1, Math.max(0, confidence)) * 100) / 100,
    others: near.map(({ result }) => result),
  }
}

/** The film or series that the person has named; its episode is searched for as ever. */
export async function matchById(
  catalogue: Catalogue,
  work: Work & { readonly matchedId: string },
  language: string,
): Promise<Match | undefined> {
  const [kind, id] = work.matchedId.split('/')
  const result = await catalogue.title(kind === 'tv' ? 'tv' : 'movie', Number(id), language)
  if (result === undefined) return undefined
  const readings = kind === 'tv' ? readingsOf(work).filter(({ of }) => of === 'show') : []
  let episode: Episode | undefined
  for (const reading of readings) episode ??= await findEpisode(catalogue, result.id, { reading, language })
  return { result, episode, confidence: 1, others: [] }
}

async function candidatesOf(catalogue: Catalogue, reading: Reading, language: string): Promise<Candidate[]> {
  const scored = (await catalogue.search(reading.query, language))
    .filter(({ media_type: kind }) => reading.of === 'any' || kind === 'tv')
    .map((result) => ({ result, likeness: likenessOf(result, reading.query) }))
    .filter(({ likeness }) => likeness >= LEAST_SIMILARITY)
    .toSorted((one, other) => other.likeness - one.likeness || popularityOf(other) - popularityOf(one))
  const candidates: Candidate[] = []
  for (const { result, likeness } of scored.slice(0, MOST_CANDIDATES)) {
    const episode =
      reading.of === 'show' ? await findEpisode(catalogue, result.id, { reading, language }) : undefined
    if (reading.needsEpisode && episode?.isNamed !== true) continue
    const ofEpisode = episode === undefined ? 0 : episode.isNamed ? NAMED_EPISODE : NUMBERED_EPISODE
    const ofSeries = reading.of === 'any' && result.media_type === 'tv' ? DOUBT_OF_SERIES : 0
    const ofSpelling = (1 - likeness) * DOUBT_OF_SPELLING
    const sure = OF_TITLE[reading.of] + ofEpisode + ofCountry(result, reading)
    candidates.push({ result, episode, confidence: sure - reading.doubt - ofSeries - ofSpelling })
  }
  return candidates
}

function likenessOf({ title, name, original_title, original_name }: SearchResult, query: string): number {
  return Math.max(...[title, name, original_title, original_name].map((one) => similarity(one ?? '', query)))
}

function popularityOf({ result }: { readonly result: SearchResult }): number {
  return result.popularity ?? 0
}

function ofCountry({ origin_country: countries = [] }: SearchResult, { country }: Reading): number {
  if (country === undefined || countries.length === 0) return 0
  return countries.includes(country) ? RIGHT_COUNTRY : WRONG_COUNTRY
}
