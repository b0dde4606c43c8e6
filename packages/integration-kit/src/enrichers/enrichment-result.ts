import { type Static, Type } from 'typebox'
import { EnrichmentFacts } from './enrichment-facts.ts'

const key = Type.String({ minLength: 1, maxLength: 256 })

/**
 * Shown to the person beside the facts, as it is: which title was matched, why it is doubtful. JSON of at most 16 KiB. A list `alternatives`
 * of `{ id, name }` is offered to the person of an enricher with `match`.
 */
const detail = Type.Optional(Type.Record(Type.String(), Type.Unknown()))

/**
 * What an enricher yields for one work. `not_found` is an answer: the work is not asked about again before the enricher has a new version.
 *
 * @example
 * const result: EnrichmentResult = { key: 'b1f0…', outcome: 'found', confidence: 0.9, facts: { genres: ['Drama'], year: 2017 }, detail: { matched: 'Dark (2017)' } }
 */
export const EnrichmentResult = Type.Union([
  Type.Object(
    {
      key,
      outcome: Type.Literal('found'),
      /** From 0 to 1: how sure it is that the facts are of this work. Below the enricher's `doubtfulBelow` a person sees a mark. */
      confidence: Type.Number({ minimum: 0, maximum: 1 }),
      facts: EnrichmentFacts,
      detail,
    },
    { additionalProperties: false },
  ),
  Type.Object({ key, outcome: Type.Literal('not_found'), detail }, { additionalProperties: false }),
])

export type EnrichmentResult = Static<typeof EnrichmentResult>
