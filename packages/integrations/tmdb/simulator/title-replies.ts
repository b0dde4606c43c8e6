import type { SimulatorReply } from '@tributary/provider-simulator'
import type { SimulatedEpisode, SimulatedTitle } from './simulated-titles.ts'

const MESSAGES: Readonly<Record<number, readonly [status: number, message: string]>> = {
  5: [422, 'Invalid parameters: Your request parameters are incorrect.'],
  6: [404, 'Invalid id: The pre-requisite id is invalid or not found.'],
  7: [401, 'Invalid API key: You must be granted a valid key.'],
  9: [503, 'Service offline: This service is temporarily offline, try again later.'],
  10: [401, 'Suspended API key: Access to your account has been suspended, contact TMDB.'],
  11: [500, 'Internal error: Something went wrong, contact TMDB.'],
  20: [422, 'Invalid date range: Should be a range no longer than 14 days.'],
  22: [400, 'Invalid page: Pages start at 1 and max at 500. They are expected to be an integer.'],
  24: [504, 'Your request to the backend server timed out. Try again.'],
  25: [429, 'Your request count (#) is over the allowed limit of (40).'],
  27: [400, 'Too many append to response objects: The maximum number of remote calls is 20.'],
  34: [404, 'The resource you requested could not be found.'],
  43: [502, "Couldn't connect to the backend server."],
  44: [500, 'The ID is invalid.'],
  46: [503, 'The API is undergoing maintenance. Try again later.'],
}

/** A refusal by its number. */
export function refusal(code: number): { readonly status: number; readonly body: object } {
  const [status, message] = MESSAGES[code] ?? [400, 'Invalid request']
  return { status, body: { status_code: code, status_message: message, success: false } }
}

/** A row of a search. */
export function rowOf(title: SimulatedTitle): object {
  const { id, kind, name, originalName = name, year, popularity = 1, adult = false } = title
  if (kind === 'person')
    return { id, media_type: kind, name, original_name: name, adult, popularity, known_for: [] }
  const date = year === undefined ? '' : `${year}-05-04`
  const names =
    kind === 'movie'
      ? { title: name, original_title: originalName, release_date: date, video: false }
      : { name, original_name: originalName, first_air_date: date, origin_country: title.countries ?? ['US'] }
  return {
    id,
    media_type: kind,
    adult,
    backdrop_path: null,
    poster_path: title.poster ?? null,
    genre_ids: title.genres ?? [18],
    original_language: title.language ?? 'en',
    overview: 'An invented title.',
    popularity,
    vote_average: 7,
    vote_count: 10,
    ...names,
  }
}

/** What the pages of a film and a series have of a row: genres as objects, and no kind. */
function detailsOf(title: SimulatedTitle): object {
  const {
    media_type: _,
    genre_ids: ids,
    ...row
  } = rowOf(title) as {
    readonly media_type: string
    readonly genre_ids: readonly number[]
  }
  return { ...row, genres: ids.map((id) => ({ id, name: `Genre ${id}` })) }
}

export function filmOf(title: SimulatedTitle): SimulatorReply {
  return { body: { ...detailsOf(title), runtime: title.minutes ?? 0 } }
}

export function showOf(title: SimulatedTitle): SimulatorReply {
  const { minutes, seasons = {} } = title
  const numbers = Object.keys(seasons).map(Number)
  return {
    body: {
      ...detailsOf(title),
      episode_run_time: minutes === undefined ? [] : [minutes],
      seasons: numbers.map((number) => ({
        season_number: number,
        name: number === 0 ? 'Specials' : `Season ${number}`,
        episode_count: seasons[number]?.length ?? 0,
      })),
    },
  }
}

/** A missing translation falls back to English. */
export function seasonOf(
  { seasons = {}, minutes }: SimulatedTitle,
  number: number,
  language: string,
): SimulatorReply {
  const episodes = seasons[number]
  if (episodes === undefined) return refusal(34)
  const nameOf = (episode: SimulatedEpisode) =>
    typeof episode === 'string' ? episode : (episode[language.slice(0, 2)] ?? episode['en'])
  return {
    body: {
      season_number: number,
      episodes: episodes.map((episode, index) => ({
        episode_number: index + 1,
        season_number: number,
        name: nameOf(episode),
        runtime: minutes ?? null,
      })),
    },
  }
}
