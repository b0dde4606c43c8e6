import type { EnrichmentFacts, Work } from '@tributary/integration-kit/enrichers'

/** What an enricher says of a work; the facts are checked. */
export type Answer =
  | {
      readonly key: string
      readonly outcome: 'found'
      readonly confidence: number
      readonly facts: EnrichmentFacts & LabelFacts
      readonly detail?: Readonly<Record<string, unknown>>
    }
  | {
      readonly key: string
      readonly outcome: 'not_found'
      readonly detail?: Readonly<Record<string, unknown>>
    }

/** Of the language model, from closed lists. */
export interface LabelFacts {
  readonly topics?: readonly string[]
  readonly moods?: readonly string[]
  readonly contentType?: string
}

/** An enricher that is configured. */
export interface ActiveEnricher {
  /** Of the integration; `enrichment` is the language model. */
  readonly name: string
  readonly version: number
  /** What besides the version decides its answers: the model. What another one has answered is asked again. */
  readonly variant: string | null
  /** Whose items it is asked about. */
  readonly platforms: readonly string[]
  /** Those of whose items it may not be told. */
  readonly forbidden: readonly string[]
  readonly types: readonly string[]
  readonly batchSize: number
  readonly doubtfulBelow: number
  readonly keepDays: number | undefined
  /** Changes when the configuration does. Kept in memory only, since it has the secrets. */
  readonly configuration: string
  /** Whether it waits for the enrichers of platforms. */
  readonly isUniversal: boolean
  enrich(works: readonly Work[], signal: AbortSignal): AsyncIterable<unknown>
  /** Throws an `IntegrationError` (`invalid_data`) that says what is wrong. */
  check(answer: unknown): Answer
}
