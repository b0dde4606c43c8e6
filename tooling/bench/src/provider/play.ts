import { type Static, Type } from 'typebox'

/** The maximum number of plays in a response. */
export const PAGE_ROWS = 500
/** The number of plays of a connected account at each sync. */
export const RECENT_ROWS = 20

/** A play in the provider's format: some 500 bytes of JSON. */
export const Play = Type.Object({
  id: Type.String(),
  played_at: Type.String({ format: 'date-time' }),
  ms_played: Type.Integer(),
  track: Type.Object({
    id: Type.String(),
    name: Type.String(),
    duration_ms: Type.Integer(),
    explicit: Type.Boolean(),
    url: Type.String(),
  }),
  artists: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
  album: Type.Object({ id: Type.String(), name: Type.String(), release_date: Type.String() }),
  device: Type.Object({ type: Type.String(), name: Type.String() }),
})

export type Play = Static<typeof Play>

/** A page of plays, oldest first; `position` is the number of plays up to its end, `total` the number of all. */
export const Plays = Type.Object({
  items: Type.Array(Play),
  position: Type.Integer(),
  total: Type.Integer(),
})

export type Plays = Static<typeof Plays>
