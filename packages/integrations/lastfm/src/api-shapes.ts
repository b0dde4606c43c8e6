import { type Static, Type } from 'typebox'

/**
 * `user.getRecentTracks`. `track` is a list, one bare object, or absent; numbers are strings. Scrobbles are validated one by one, so that an
 * invalid one is rejected alone.
 */
export const RecentTracks = Type.Object({
  recenttracks: Type.Object({
    track: Type.Optional(Type.Unknown()),
    '@attr': Type.Object({
      user: Type.String({ minLength: 1 }),
      total: Type.Optional(Type.Unknown()),
      totalPages: Type.Optional(Type.Unknown()),
    }),
  }),
})

/** Seconds since 1970, of 2001 or later: old imports have scrobbles of the second 0, whose time is unknown. */
const Second = Type.Union([
  Type.String({ pattern: '^[1-9][0-9]{9}$' }),
  Type.Integer({ minimum: 1_000_000_000, maximum: 9_999_999_999 }),
])

/** The required members of a scrobble. */
export const Scrobble = Type.Object({
  name: Type.String({ minLength: 1 }),
  artist: Type.Object({ '#text': Type.String({ minLength: 1 }) }),
  date: Type.Object({ uts: Second }),
  url: Type.Optional(Type.Unknown()),
})

export type Scrobble = Static<typeof Scrobble>

/** `track.getTopTags` and `artist.getTopTags`. Without tags it may be a text in place of the list. */
export const TopTags = Type.Object({ toptags: Type.Unknown() })
