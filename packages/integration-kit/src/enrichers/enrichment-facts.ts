import { type Static, Type } from 'typebox'

const Word = Type.String({ minLength: 1, maxLength: 200 })

/** The form of a language tag of BCP 47. */
export const LANGUAGE_TAG = '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$'

/**
 * What an enricher can tell of a work. Everything may be absent. Leave out what is unknown: an empty list says that there is nothing.
 *
 * @example
 * { genres: ['Electronic'], tags: ['icelandic', 'trip-hop'], year: 1995, ids: { musicbrainz: '9a9f…' } }
 */
export const EnrichmentFacts = Type.Object(
  {
    /** Ids of the work elsewhere, by the name of the service in lower case: `{ tmdb: 'tv/70523', musicbrainz: '…' }`. */
    ids: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$' }),
        Type.String({ minLength: 1, maxLength: 256 }),
        { maxProperties: 32 },
      ),
    ),
    /** Free words of people, the most fitting first. They are compared in lower case. */
    tags: Type.Optional(Type.Array(Word, { maxItems: 50 })),
    /** From the provider's own list, the most fitting first. */
    genres: Type.Optional(Type.Array(Word, { maxItems: 50 })),
    /** When the work first appeared. */
    year: Type.Optional(Type.Integer({ minimum: 1000, maximum: 3000 })),
    runtimeMinutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
    /** `https` only. Nothing loads it but the browser of the person. */
    posterUrl: Type.Optional(Type.String({ pattern: '^https://', maxLength: 2048 })),
    /** BCP 47: `de`, `pt-BR`. */
    language: Type.Optional(Type.String({ pattern: LANGUAGE_TAG, maxLength: 64 })),
    creators: Type.Optional(Type.Array(Word, { maxItems: 50 })),
  },
  { additionalProperties: false, title: 'EnrichmentFacts' },
)

export type EnrichmentFacts = Static<typeof EnrichmentFacts>
