import type { CatalogueEpisode, CatalogueTitle, TitleCatalogue } from './title-catalogue.ts'
import type { TitleReading } from './title-readings.ts'
import { foldedTitle, titleSimilarity } from './title-similarity.ts'
import { GENERIC_EPISODE } from './title-words.ts'

/** The episode of a work. */
export interface FoundEpisode extends CatalogueEpisode {
  /** Found by a name that few series have, which proves that the series is the right one. */
  readonly isNamed: boolean
}

const LEAST_SIMILARITY = 0.85

/**
 * The episode of a series: in its own season, else in all, since streaming services number seasons in other ways. A name that any series
 * has ("Episode 4") is searched for in its own season only, or in the only one.
 */
export async function findEpisode<Title extends CatalogueTitle>(
  catalogue: TitleCatalogue<Title>,
  series: Title,
  { reading, language }: { readonly reading: TitleReading; readonly language: string },
): Promise<FoundEpisode | undefined> {
  const { episode: name = '', season, number } = reading
  const generic = GENERIC_EPISODE.exec(foldedTitle(name))
  if (foldedTitle(name) === '' && number === undefined) return undefined
  const own = season === undefined ? [] : await catalogue.episodes(series, season, language)
  const find = (episodes: readonly CatalogueEpisode[]) => {
    const liked = episodes.map((one) => ({ one, likeness: titleSimilarity(one.name, name) }))
    const [best] = liked.toSorted((a, b) => b.likeness - a.likeness || numbered(b.one) - numbered(a.one))
    if (best !== undefined && best.likeness >= LEAST_SIMILARITY) return best.one
    return undefined
  }
  const wanted = number ?? (generic?.[1] === undefined ? undefined : Number(generic[1]))
  const numbered = ({ number: one }: CatalogueEpisode) => (one === wanted ? 1 : 0)
  const byNumber = (episodes: readonly CatalogueEpisode[]) => episodes.find((one) => numbered(one) === 1)
  const isNamed = generic === null && foldedTitle(name) !== ''
  const found = find(own)
  if (found !== undefined) return episodeOf(found, isNamed)
  if (own.length > 0 && !isNamed) return episodeOf(byNumber(own), false)
  const rest = (await catalogue.seasons(series)).filter((one) => one !== season)
  const regular = rest.filter((one) => one > 0)
  if (!isNamed) {
    if (season !== undefined || regular.length !== 1) return undefined
    const only = await catalogue.episodes(series, regular[0] ?? 1, language)
    return episodeOf(find(only) ?? byNumber(only), false)
  }
  // One after the other: the works of a batch are asked about in parallel already.
  const all: CatalogueEpisode[] = []
  for (const one of rest) all.push(...(await catalogue.episodes(series, one, language)))
  const elsewhere = find(all)
  return elsewhere === undefined ? episodeOf(byNumber(own), false) : episodeOf(elsewhere, true)
}

function episodeOf(found: CatalogueEpisode | undefined, isNamed: boolean): FoundEpisode | undefined {
  return found && { ...found, isNamed }
}
