import {
  type EnrichmentResult,
  enrichEach,
  enricher,
  matchTitle,
  type TitleMatch,
  type Work,
} from '@tributary/integration-kit/enrichers'
import { defined } from '@tributary/integration-kit/values'
import { type Catalogue, openCatalogue, type Title } from './api.ts'
import type { SearchResult } from './api-shapes.ts'
import type { settings } from './settings.ts'

/** TMDB permits 20 connections of an address. */
const PARALLEL = 6
/** Of most videos there is no film. Purchased films come from a channel of YouTube's own. */
const FILM_CHANNEL = /^youtube movies\b/i
/** No language, of silent films. */
const NO_LANGUAGE = 'xx'

/** As applications of 2026 cite the API terms of use (https://www.themoviedb.org/api-terms-of-use), which could not be read here. */
export const NOTICE =
  'This product uses TMDB and the TMDB APIs but is not endorsed, certified, or otherwise approved by TMDB.'
/** `movie/603`, alone or in an address: `https://www.themoviedb.org/movie/603-the-matrix?language=de`. */
const TITLE_ID = /^(?:https:\/\/www\.themoviedb\.org\/)?((?:movie|tv)\/\d{1,9})(?:[-/?#].*)?$/

/** Genres, year, length and poster of films and series. */
export const titleEnricher = enricher<{ config: typeof settings }>({
  version: 1,
  platforms: ['netflix', 'youtube'],
  types: ['movie', 'episode', 'unknown', 'video'],
  batchSize: 60,
  doubtfulBelow: 0.7,
  // Six months at most, by the terms.
  keepDays: 180,
  attribution: {
    text: NOTICE,
    url: 'https://www.themoviedb.org',
  },
  match: {
    label: 'Page at TMDB',
    help: 'The address of the film or series at www.themoviedb.org.',
    idOf: (entered) => TITLE_ID.exec(entered.trim())?.[1],
  },
  async *enrich({ http, config, signal }, works) {
    const catalogue = openCatalogue(http)
    yield* enrichEach(works, { signal, parallel: PARALLEL }, (work) =>
      enrichTitle(catalogue, work, work.language ?? config.language),
    )
  },
})

async function enrichTitle(catalogue: Catalogue, work: Work, language: string): Promise<EnrichmentResult> {
  const { key, type, creators = [], matchedId } = work
  if (matchedId === undefined && type === 'video' && !creators.some((creator) => FILM_CHANNEL.test(creator)))
    return { key, outcome: 'not_found', detail: { reason: 'It is not from the channel of films.' } }
  const match = await matchTitle(catalogue, work, language)
  if (match === undefined) return { key, outcome: 'not_found', detail: { title: work.title } }
  const { confidence, title, episode, others } = match
  const detail = defined({
    title: work.title,
    matched: nameOf(title),
    episode: episode && `S${episode.season} E${episode.number} ${episode.name}`,
    alternatives: others.length === 0 ? undefined : others.map((one) => ({ id: one.id, name: nameOf(one) })),
  })
  return { key, outcome: 'found', confidence, facts: await factsOf(catalogue, match, language), detail }
}

async function factsOf(catalogue: Catalogue, { title, episode }: TitleMatch<Title>, language: string) {
  const { id, result } = title
  const {
    media_type: kind,
    genre_ids: genres = [],
    poster_path: poster,
    original_language: original,
  } = result
  return defined({
    ids: { tmdb: id },
    genres: await catalogue.genres(kind, genres, language),
    year: yearOf(result),
    runtimeMinutes: await minutesOf(catalogue, result, episode?.runtimeMinutes),
    posterUrl: poster ? await catalogue.posterUrl(poster) : undefined,
    language: original && original !== NO_LANGUAGE ? original : undefined,
  })
}

/** 0 stands for an unknown length. */
async function minutesOf(
  catalogue: Catalogue,
  { id, media_type: kind }: SearchResult,
  ofEpisode: number | undefined,
) {
  if (kind === 'movie') return (await catalogue.film(id)).runtime || undefined
  return ofEpisode || (await catalogue.show(id)).episode_run_time?.[0] || undefined
}

function yearOf({ release_date: released, first_air_date: aired }: SearchResult): number | undefined {
  return Number((released ?? aired ?? '').slice(0, 4)) || undefined
}

function nameOf({ result }: Title): string {
  return `${result.title ?? result.name} (${result.media_type}, ${yearOf(result) ?? 'year unknown'})`
}
