import type { Catalogue } from './api.ts'
import type { Reading } from './readings.ts'
import { folded, similarity } from './similarity.ts'
import { GENERIC_EPISODE } from './words-table.ts'

export interface Episode {
  readonly season: number
  readonly number: number
  readonly name: string
  readonly runtimeMinutes: number | undefined
  /** Found by a name that few series have, which proves that the series is the right one. */
  readonly isNamed: boolean
}

const LEAST_SIMILARITY = 0.85

/**
 * The episode of a series: in its own season, else in all, since streaming services number seasons in other ways. A name that any series
 * has ("Episode 4") is searched for in its own season only, or in the only one.
 */
export async function findEpisode(
  catalogue: Catalogue,
  id: number,
  { reading, language }: { readonly reading: Reading; readonly language: string },
): Promise<Episode | undefined> {
  const { episode: name = '', season, number } = reading
  const generic = GENERIC_EPISODE.exec(folded(name))
  if (folded(name) === '' && number === undefined) return undefined
  const own = season === undefined ? [] : await catalogue.episodes(id, season, language)
  const find = (episodes: typeof own) => {
    const liked = episodes.map((one) => ({ one, likeness: similarity(one.name ?? '', name) }))
    const [best] = liked.toSorted((a, b) => b.likeness - a.likeness || numbered(b.one) - numbered(a.one))
    if (best !== undefined && best.likeness >= LEAST_SIMILARITY) return best.one
    return undefined
  }
  const wanted = number ?? (generic?.[1] === undefined ? undefined : Number(generic[1]))
  const numbered = ({ episode_number: one }: (typeof own)[number]) => (one === wanted ? 1 : 0)
  const byNumber = (episodes: typeof own) => episodes.find((one) => numbered(one) === 1)
  const isNamed = generic === null && folded(name) !== ''
  const found = find(own)
  if (found !== undefined) return episodeOf(found, isNamed)
  if (own.length > 0 && !isNamed) return episodeOf(byNumber(own), false)
  const { seasons = [] } = await catalogue.show(id)
  const rest = seasons.map(({ season_number: one }) => one).filter((one) => one !== season)
  const regular = rest.filter((one) => one > 0)
  if (!isNamed) {
    if (season !== undefined || regular.length !== 1) return undefined
    const only = await catalogue.episodes(id, regular[0] ?? 1, language)
    return episodeOf(find(only) ?? byNumber(only), false)
  }
  // One after the other: the works of a batch are asked about in parallel already.
  const all: (typeof own)[number][] = []
  for (const one of rest) all.push(...(await catalogue.episodes(id, one, language)))
  const elsewhere = find(all)
  return elsewhere === undefined ? episodeOf(byNumber(own), false) : episodeOf(elsewhere, true)
}

type Listed = Awaited<ReturnType<Catalogue['episodes']>>[number]

function episodeOf(found: Listed | undefined, isNamed: boolean): Episode | undefined {
  if (found === undefined) return undefined
  const { season, episode_number: number, name, runtime } = found
  return { season, number, name: name ?? '', runtimeMinutes: runtime ?? undefined, isNamed }
}
