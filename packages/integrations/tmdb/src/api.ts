import {
  type HttpAnswer,
  IntegrationError,
  isIntegrationError,
  type ProviderHttp,
} from '@tributary/integration-kit'
import { membersOf, numberOf } from '@tributary/integration-kit/values'
import type { Static, TSchema } from 'typebox'
import { Check } from 'typebox/value'
import {
  Configuration,
  Film,
  GenreList,
  SearchResult,
  SearchResults,
  Season,
  Show,
  Title,
} from './api-shapes.ts'
import { ERRORS } from './errors-table.ts'

export type Kind = SearchResult['media_type']
export type Catalogue = ReturnType<typeof openCatalogue>

const POSTER_SIZE = 'w342'
const ABSENT = [6, 34]

/** TMDB for one batch: each request is sent once, whichever works need its answer. An error is no answer. */
export function openCatalogue(http: ProviderHttp) {
  const answers = new Map<string, Promise<unknown>>()
  const get = <T extends TSchema>(
    path: string,
    schema: T,
    query: Readonly<Record<string, string | boolean>> = {},
  ) => {
    const key = JSON.stringify([path, query])
    const answer = answers.get(key) ?? http.get(path, { schema, query })
    answers.set(key, answer)
    // The path determines the schema.
    return answer as Promise<Static<T>>
  }
  return {
    /** Films and series by a title; people and adult titles are left out. */
    async search(title: string, language: string): Promise<SearchResult[]> {
      const query = { query: title, language, include_adult: false }
      const { results } = await get('search/multi', SearchResults, query)
      return results.flatMap((one) => (Check(SearchResult, one) && one.adult !== true ? [one] : []))
    },
    /** A film or series by its id; `undefined` if TMDB has none. */
    async title(kind: Kind, id: number, language: string): Promise<SearchResult | undefined> {
      const asked = get(`${kind}/${id}`, Title, { language })
      const found = await asked.catch((error: unknown) => ofAbsent(error, undefined))
      const row = { ...found, media_type: kind, genre_ids: found?.genres?.map((genre) => genre.id) ?? [] }
      return Check(SearchResult, row) ? row : undefined
    },
    film: async (id: number) => get(`movie/${id}`, Film),
    show: async (id: number) => get(`tv/${id}`, Show),
    /** The episodes of a season; none of one that TMDB does not have. */
    async episodes(id: number, season: number, language: string) {
      const asked = get(`tv/${id}/season/${season}`, Season, { language })
      const { episodes } = await asked.catch((error: unknown) => ofAbsent(error, { episodes: [] }))
      return episodes.map((episode) => ({ ...episode, season }))
    },
    async genres(kind: Kind, ids: readonly number[], language: string): Promise<string[]> {
      const { genres } = await get(`genre/${kind}/list`, GenreList, { language })
      return ids.flatMap((id) => genres.find((genre) => genre.id === id)?.name || [])
    },
    async posterUrl(path: string): Promise<string> {
      return `${(await get('configuration', Configuration)).images.secure_base_url}${POSTER_SIZE}${path}`
    },
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
