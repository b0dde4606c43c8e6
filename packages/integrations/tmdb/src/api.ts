import {
  type HttpAnswer,
  IntegrationError,
  isIntegrationError,
  type ProviderHttp,
} from '@tributary/integration-kit'
import { askOnce, type CatalogueTitle, type TitleCatalogue } from '@tributary/integration-kit/enrichers'
import { membersOf, numberOf } from '@tributary/integration-kit/values'
import type { Static, TSchema } from 'typebox'
import { Check } from 'typebox/value'
import {
  Configuration,
  Details,
  Film,
  GenreList,
  SearchResult,
  SearchResults,
  Season,
  Show,
} from './api-shapes.ts'
import { ERRORS } from './errors-table.ts'

export type Kind = SearchResult['media_type']
export type Catalogue = ReturnType<typeof openCatalogue>

/** A film or series, with the row of TMDB. */
export interface Title extends CatalogueTitle {
  readonly result: SearchResult
}

const POSTER_SIZE = 'w342'
const ABSENT = [6, 34]

/** TMDB for one batch: each request is sent once, whichever works need its answer. */
export function openCatalogue(http: ProviderHttp) {
  const once = askOnce<unknown>()
  const get = <T extends TSchema>(
    path: string,
    schema: T,
    query: Readonly<Record<string, string | boolean>> = {},
  ) =>
    // The path determines the schema.
    once(JSON.stringify([path, query]), () => http.get(path, { schema, query })) as Promise<Static<T>>
  const film = async (id: number) => get(`movie/${id}`, Film)
  const show = async (id: number) => get(`tv/${id}`, Show)
  const titles: TitleCatalogue<Title> = {
    // People and adult titles are left out.
    async search(title, language) {
      const query = { query: title, language, include_adult: false }
      const { results } = await get('search/multi', SearchResults, query)
      return results.flatMap((one) => (Check(SearchResult, one) && one.adult !== true ? [titleOf(one)] : []))
    },
    async title(id, language) {
      const [kind] = id.split('/')
      const asked = get(id, Details, { language })
      const found = await asked.catch((error: unknown) => ofAbsent(error, undefined))
      const row = { ...found, media_type: kind, genre_ids: found?.genres?.map((genre) => genre.id) ?? [] }
      return Check(SearchResult, row) ? titleOf(row) : undefined
    },
    async seasons({ result }) {
      return ((await show(result.id)).seasons ?? []).map(({ season_number: number }) => number)
    },
    async episodes({ result }, season, language) {
      const asked = get(`tv/${result.id}/season/${season}`, Season, { language })
      const { episodes } = await asked.catch((error: unknown) => ofAbsent(error, { episodes: [] }))
      return episodes.map(({ episode_number: number, name, runtime }) => ({
        season,
        number,
        name: name ?? '',
        runtimeMinutes: runtime ?? undefined,
      }))
    },
  }
  return {
    ...titles,
    film,
    show,
    async genres(kind: Kind, ids: readonly number[], language: string): Promise<string[]> {
      const { genres } = await get(`genre/${kind}/list`, GenreList, { language })
      return ids.flatMap((id) => genres.find((genre) => genre.id === id)?.name || [])
    },
    async posterUrl(path: string): Promise<string> {
      return `${(await get('configuration', Configuration)).images.secure_base_url}${POSTER_SIZE}${path}`
    },
  }
}

function titleOf(result: SearchResult): Title {
  const { media_type: kind, id, title, name, original_title, original_name } = result
  return {
    id: `${kind}/${id}`,
    kind: kind === 'tv' ? 'series' : 'movie',
    titles: [title, name, original_title, original_name].flatMap((each) => each ?? []),
    countries: result.origin_country ?? [],
    popularity: result.popularity ?? 0,
    result,
  }
}

function ofAbsent<T>(error: unknown, otherwise: T): T {
  const absent = isIntegrationError(error, 'invalid_data') && numberOf(membersOf(error.raw)['status_code'])
  if (typeof absent === 'number' && ABSENT.includes(absent)) return otherwise
  throw error
}

/** TMDB's own code says more than the status. */
export function classifyAnswer({ body }: HttpAnswer): IntegrationError | undefined {
  const { status_code: code, success } = membersOf(body)
  const [meaning, message] = (success === false && ERRORS[numberOf(code) ?? 0]) || []
  return meaning && message
    ? new IntegrationError(meaning, message, { raw: { status_code: code } })
    : undefined
}
