import { type Static, Type } from 'typebox'

/** How many plays the provider gives in one answer, at most. */
export const PAGE_ROWS = 500
/** How many a connected account has to give at each sync. */
export const RECENT_ROWS = 20

/** A play as the provider sends it: some 500 bytes of JSON. */
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

/** A page of plays, the oldest first; `position` is how many there are up to its end, `total` how many in all. */
export const Plays = Type.Object({
  items: Type.Array(Play),
  position: Type.Integer(),
  total: Type.Integer(),
})

export type Plays = Static<typeof Plays>
