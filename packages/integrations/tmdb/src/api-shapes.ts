import { type Static, Type } from 'typebox'

const OptionalText = Type.Optional(Type.Union([Type.String(), Type.Null()]))

/** `GET /search/multi`. Results are validated one by one: people have other members. */
export const SearchResults = Type.Object({ results: Type.Array(Type.Unknown()) })

/** A film has `title`, a series `name`. */
export const SearchResult = Type.Object({
  id: Type.Integer(),
  media_type: Type.Enum(['movie', 'tv']),
  title: OptionalText,
  name: OptionalText,
  original_title: OptionalText,
  original_name: OptionalText,
  release_date: OptionalText,
  first_air_date: OptionalText,
  origin_country: Type.Optional(Type.Array(Type.String())),
  genre_ids: Type.Optional(Type.Array(Type.Integer())),
  original_language: OptionalText,
  poster_path: OptionalText,
  popularity: Type.Optional(Type.Number()),
  adult: Type.Optional(Type.Boolean()),
})

export type SearchResult = Static<typeof SearchResult>

/** `GET /genre/movie/list` and `/genre/tv/list`. */
export const GenreList = Type.Object({
  genres: Type.Array(Type.Object({ id: Type.Integer(), name: OptionalText })),
})

/** `GET /configuration`. */
export const Configuration = Type.Object({
  images: Type.Object({ secure_base_url: Type.String({ pattern: '^https://' }) }),
})

const Minutes = Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]))

/** `GET /movie/{id}` and `/tv/{id}` as a result of a search: the genres are objects there, and the kind is in the path. */
export const Details = Type.Object({ genres: Type.Optional(Type.Array(Type.Object({ id: Type.Integer() }))) })

/** `GET /movie/{id}`. */
export const Film = Type.Object({ runtime: Minutes })

/** `GET /tv/{id}`. Season 0 holds specials. */
export const Show = Type.Object({
  episode_run_time: Type.Optional(Type.Array(Type.Integer({ minimum: 0 }))),
  seasons: Type.Optional(Type.Array(Type.Object({ season_number: Type.Integer() }))),
})

/** `GET /tv/{id}/season/{number}`. */
export const Season = Type.Object({
  episodes: Type.Array(Type.Object({ episode_number: Type.Integer(), name: OptionalText, runtime: Minutes })),
})
