import { type Static, Type } from 'typebox'

/** `GET /validate-token`. An unknown token is answered with 200 and `valid: false`. */
export const TokenOwner = Type.Object({ user_name: Type.String({ minLength: 1 }) })

/** `GET /user/:name/listens`. Listens are checked one by one, so that an odd one does not keep the others out. */
export const Listens = Type.Object({ payload: Type.Object({ listens: Type.Array(Type.Unknown()) }) })

/** What a listen needs to have; a member that is `null` counts as absent. */
export const Listen = Type.Object({
  /** Seconds since 1970. The server takes none from before October 2002. */
  listened_at: Type.Number({ minimum: 1_033_430_400, maximum: 253_402_300_799 }),
  /** The server's own id of what was submitted as artist and track. */
  recording_msid: Type.Optional(Type.String({ minLength: 1 })),
  track_metadata: Type.Object({
    artist_name: Type.String({ minLength: 1 }),
    track_name: Type.String({ minLength: 1 }),
    /** What the client has submitted. */
    additional_info: Type.Optional(Type.Object({ recording_mbid: Type.Optional(Type.Unknown()) })),
    /** What the server has found in MusicBrainz: it can be added or changed long after the listen. */
    mbid_mapping: Type.Optional(Type.Object({ recording_mbid: Type.Optional(Type.Unknown()) })),
  }),
})

export type Listen = Static<typeof Listen>
