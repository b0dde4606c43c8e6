import type { Work } from '../work.ts'
import { type FoundEpisode, findEpisode } from './find-episode.ts'
import type { CatalogueTitle, TitleCatalogue } from './title-catalogue.ts'
import { readingsOf, type TitleReading } from './title-readings.ts'
import { titleSimilarity } from './title-similarity.ts'

/** A film or series that may be the work. */
export interface TitleMatch<Title extends CatalogueTitle> {
  readonly title: Title
  /** From 0 to 1, as a result of an enricher has it. */
  readonly confidence: number
  readonly episode: FoundEpisode | undefined
  /** Titles that fit as well. */
  readonly others: readonly Title[]
}

type Candidate<Title extends CatalogueTitle> = Omit<TitleMatch<Title>, 'others'>

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

/**
 * The film or series that a work is: that with `matchedId`, else the most likely one by titles, countries and episodes. `undefined` if the
 * catalogue has none that is similar enough.
 *
 * @example
 * const match = await matchTitle(catalogue, work, 'en-US')
 * const alternatives = match?.others.map(({ id }) => id)
 */
export async function matchTitle<Title extends CatalogueTitle>(
  catalogue: TitleCatalogue<Title>,
  work: Work,
  language: string,
): Promise<TitleMatch<Title> | undefined> {
  const { matchedId } = work
  if (matchedId !== undefined) return matchById(catalogue, { ...work, matchedId }, language)
  const candidates: Candidate<Title>[] = []
  for (const reading of readingsOf(work)) {
    // A shorter reading is only needed where the whole title is not found, or may be an episode.
    if (candidates.length === 0 || reading.needsEpisode)
      candidates.push(...(await candidatesOf(catalogue, reading, language)))
  }
  const [best, ...rest] = candidates.toSorted((one, other) => other.confidence - one.confidence)
  if (best === undefined) return undefined
  const near = rest.filter(
    ({ title, confidence }) => title.id !== best.title.id && best.confidence - confidence < NEAR,
  )
  const confidence = best.confidence - (near.length > 0 ? DOUBT_OF_SECOND : 0)
  return {
    ...best,
    confidence: Math.round(Math.min(1, Math.max(0, confidence)) * 100) / 100,
    others: near.map(({ title }) => title),
  }
}

/** The film or series that the person has named; its episode is searched for as ever. */
async function matchById<Title extends CatalogueTitle>(
  catalogue: TitleCatalogue<Title>,
  work: Work & { readonly matchedId: string },
  language: string,
): Promise<TitleMatch<Title> | undefined> {
  const title = await catalogue.title(work.matchedId, language)
  if (title === undefined) return undefined
  const readings = title.kind === 'series' ? readingsOf(work).filter(({ of }) => of === 'show') : []
  let episode: FoundEpisode | undefined
  for (const reading of readings) episode ??= await findEpisode(catalogue, title, { reading, language })
  return { title, episode, confidence: 1, others: [] }
}

async function candidatesOf<Title extends CatalogueTitle>(
  catalogue: TitleCatalogue<Title>,
  reading: TitleReading,
  language: string,
): Promise<Candidate<Title>[]> {
  const scored = (await catalogue.search(reading.query, language))
    .filter(({ kind }) => reading.of === 'any' || kind === 'series')
    .map((title) => ({ title, likeness: likenessOf(title, reading.query) }))
    .filter(({ likeness }) => likeness >= LEAST_SIMILARITY)
    .toSorted((one, other) => other.likeness - one.likeness || other.title.popularity - one.title.popularity)
  const candidates: Candidate<Title>[] = []
  for (const { title, likeness } of scored.slice(0, MOST_CANDIDATES)) {
    const episode =
      reading.of === 'show' ? await findEpisode(catalogue, title, { reading, language }) : undefined
    if (reading.needsEpisode && episode?.isNamed !== true) continue
    const ofEpisode = episode === undefined ? 0 : episode.isNamed ? NAMED_EPISODE : NUMBERED_EPISODE
    const ofSeries = reading.of === 'any' && title.kind === 'series' ? DOUBT_OF_SERIES : 0
    const ofSpelling = (1 - likeness) * DOUBT_OF_SPELLING
    const sure = OF_TITLE[reading.of] + ofEpisode + ofCountry(title, reading)
    candidates.push({ title, episode, confidence: sure - reading.doubt - ofSeries - ofSpelling })
  }
  return candidates
}

function likenessOf({ titles }: CatalogueTitle, query: string): number {
  return Math.max(...titles.map((title) => titleSimilarity(title, query)))
}

function ofCountry({ countries }: CatalogueTitle, { country }: TitleReading): number {
  if (country === undefined || countries.length === 0) return 0
  return countries.includes(country) ? RIGHT_COUNTRY : WRONG_COUNTRY
}
