import type { ContextTypes, TypeOf, ValuesOf } from '../context-types.ts'
import type { ProviderHttp } from '../http/provider-http.ts'
import type { Logger } from '../logger.ts'
import type { MediaType } from '../records.ts'
import type { EnrichmentResult } from './enrichment-result.ts'
import type { Work } from './work.ts'

/** Marks an enricher across copies of the kit: an integration may bring its own. */
const BRAND = Symbol.for('tributary.Enricher')

/** What an enricher is given besides the works. */
export interface EnrichContext<Types extends ContextTypes = object> {
  /** The integration's `api`, without a person's credentials and without the settings of a connection, as for `testConfig`. */
  readonly http: ProviderHttp
  /** What the administrator has set, secrets opened. */
  readonly config: ValuesOf<TypeOf<Types, 'config'>>
  /** Aborts when the batch is cancelled or the server stops. */
  readonly signal: AbortSignal
  readonly logger: Logger
}

/** How a person says which work is meant, where a search cannot know. */
export interface EnricherMatch {
  /** Of the input: `Page at TMDB`. */
  readonly label: string
  /** What can be entered: `The address of the film or series at themoviedb.org`. */
  readonly help: string
  /**
   * The id in what was entered, which `Work.matchedId` then has: of at most 256 characters; `undefined` where it has no id.
   *
   * @example
   * idOf: (entered: string) => /themoviedb\.org\/((?:movie|tv)\/\d+)/.exec(entered)?.[1]
   */
  idOf(entered: string): string | undefined
}

/** What the author of an enricher writes. */
export interface EnricherOptions<Types extends ContextTypes = object> {
  /** Raise it when the same work would now get another answer: works are then enriched again. From 1. */
  readonly version: number
  /** The integrations whose items it knows: `['spotify', 'listenbrainz']`. One that is not installed is of no matter. */
  readonly platforms: readonly string[]
  /** The kinds of item it knows; of others it is not asked. */
  readonly types: readonly MediaType[]
  /** How many works it is given at a time, from 1 to 500. A batch is asked within ten minutes. Default 20. */
  readonly batchSize?: number
  /** A result of less confidence is shown with a mark. Default 0.6. */
  readonly doubtfulBelow?: number
  /** How long facts may be kept by the provider's terms, in days: afterwards the work is enriched again. Default: for good. */
  readonly keepDays?: number
  /** What the provider's terms want to be shown beside its facts. */
  readonly attribution?: { readonly text: string; readonly url: string }
  /** Whether a person can say which work is meant: `enrich` then heeds `matchedId`. */
  readonly match?: EnricherMatch
  /** Whether it can work: that a key is set, for one. Default: that every required field of `config` has a value. */
  isConfigured?(config: EnrichContext<Types>['config']): boolean
  /**
   * Asks the provider about each work and yields one result for each, in the order of `works`: each is committed as it comes, so that what
   * is answered is kept when the rest fails. What several works of a batch share, like an artist, is asked once.
   *
   * An error is about the first work without a result. `invalid_data`: this work is `failed` with the message, the rest are asked again
   * without it. `rate_limit`: the enricher waits for `retryAfterSeconds`. `upstream`: tried again later, some times, then `failed`. `bad_configuration`
   * and `provider_gone`: the enricher rests until its configuration is changed.
   */
  enrich(context: EnrichContext<Types>, works: readonly Work[]): AsyncIterable<EnrichmentResult>
}

/** An enricher as the platform sees it. Made by `enricher` alone. */
// oxlint-disable-next-line typescript/no-explicit-any -- what it expects is checked where it meets its definition, in `defineIntegration`
export interface Enricher<Types extends ContextTypes = any> extends EnricherOptions<Types> {
  readonly batchSize: number
  readonly doubtfulBelow: number
}

/**
 * Declares what an integration can tell of media items, its own and those of others.
 *
 * @example
 * const settings = fields({ apiKey: field.secret({ label: 'API key' }) })
 * defineIntegration({
 *   name: 'musicians', displayName: 'Musicians', version: '1.0.0', description: '…',
 *   config: settings,
 *   api: { baseUrl: 'https://api.musicians.example.org', headers: ({ config }) => ({ 'x-key': String(config.apiKey) }) },
 *   provides: {
 *     enricher: enricher({
 *       version: 1,
 *       platforms: ['spotify', 'listenbrainz'],
 *       types: ['track'],
 *       async *enrich({ http }: EnrichContext<{ config: typeof settings }>, works) {
 *         for (const { key, title } of works) {
 *           const { tags } = await http.get('/tags', { schema: Tags, query: { title } })
 *           yield tags.length === 0 ? { key, outcome: 'not_found' } : { key, outcome: 'found', confidence: 1, facts: { tags } }
 *         }
 *       },
 *     }),
 *   },
 * })
 */
export function enricher<Types extends ContextTypes = object>(
  options: EnricherOptions<Types>,
): Enricher<Types> {
  return Object.freeze({ batchSize: 20, doubtfulBelow: 0.6, ...options, [BRAND]: true })
}

/** Whether a value was made by `enricher`, whichever copy of the kit it is of. */
export function isEnricher(value: unknown): value is Enricher {
  return typeof value === 'object' && value !== null && BRAND in value
}
