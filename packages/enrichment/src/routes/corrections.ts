import { LANGUAGE_TAG } from '@tributary/integration-kit/host'
import { Type } from 'typebox'
import { CONTENT_TYPES, MOODS, TOPICS } from '../universal/vocabulary.ts'

const withdrawn = (description: string) => ({ description: `${description} Null: as enrichers say.` })
const Words = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 50 })
const optional = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T, description: string) =>
  Type.Optional(Type.Union([schema, Type.Null()], withdrawn(description)))

/** What a person can correct. An empty list says that there is nothing. */
export const Corrections = Type.Object(
  {
    tags: optional(Words, 'Free words.'),
    genres: optional(Words, 'Genres.'),
    topics: optional(
      Type.Array(Type.Enum([...TOPICS], { type: 'string' }), { maxItems: 10 }),
      'What it is about.',
    ),
    moods: optional(Type.Array(Type.Enum([...MOODS], { type: 'string' }), { maxItems: 10 }), 'Its moods.'),
    contentType: optional(Type.Enum([...CONTENT_TYPES], { type: 'string' }), 'What kind of thing it is.'),
    creators: optional(Words, 'Who has made it.'),
    matches: Type.Optional(
      Type.Record(
        Type.String({ minLength: 1, maxLength: 100 }),
        Type.Union([Type.String({ minLength: 1, maxLength: 2048 }), Type.Null()]),
        {
          maxProperties: 20,
          description:
            'Which film, series or song is meant, by enricher: an id or address as its `match` says in `GET /api/enrichment/state`. It is asked again, about this one. Null: as it finds.',
          examples: [{ tmdb: 'https://www.themoviedb.org/tv/70523-dark' }],
        },
      ),
    ),
    year: optional(Type.Integer({ minimum: 1000, maximum: 3000 }), 'When it first appeared.'),
    runtimeMinutes: optional(Type.Integer({ minimum: 0, maximum: 100_000 }), 'How long it is.'),
    language: optional(Type.String({ pattern: LANGUAGE_TAG, maxLength: 64 }), 'BCP 47.'),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    title: 'WorkCorrections',
    description: 'Those that are left out stay as they are.',
    examples: [{ genres: ['Drama'], year: 2017 }],
  },
)
