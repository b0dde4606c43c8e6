import { type Static, Type } from 'typebox'

/** `GET /validate-token`. The response to an unknown token is 200 with `valid: false`. */
export const TokenOwner = Type.Object({ user_name: Type.String({ minLength: 1 }) })

/** `GET /user/:name/listens`. Listens are validated one by one, so that an invalid one is rejected alone. */
export const Listens = Type.Object({ payload: Type.Object({ listens: Type.Array(Type.Unknown()) }) })

/** The required members of a listen; a member that is `null` counts as absent. */
export const Listen = Type.Object({
  /** Seconds since 1970. The server accepts none from before October 2002. */
  listened_at: Type.Number({ minimum: 1_033_430_400, maximum: 253_402_300_799 }),
  /** The server's id of the submitted artist and track. */
  recording_msid: Type.Optional(Type.String({ minLength: 1 })),
  track_metadata: Type.Object({
    artist_name: Type.String({ minLength: 1 }),
    track_name: Type.String({ minLength: 1 }),
    /** As submitted by the client. */
    additional_info: Type.Optional(Type.Object({ recording_mbid: Type.Optional(Type.Unknown()) })),
    /** Found by the server in MusicBrainz; may be added or changed long after the listen. */
    mbid_mapping: Type.Optional(Type.Object({ recording_mbid: Type.Optional(Type.Unknown()) })),
  }),
})

export type Listen = Static<typeof Listen>
