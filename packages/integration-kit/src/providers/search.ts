import type { TObject } from 'typebox'
import { checkedSearchIndex } from './checked-search-index.ts'
import { type Provider, type ProviderOptions, providerOf } from './provider.ts'

/** What can be found. */
export interface SearchDocument {
  /** Letters, digits, hyphens and underscores, at most 200: unique over the documents of all people. */
  readonly id: string
  /** What is searched, at most 20,000 characters. */
  readonly text: string
  /** What it is from: `spotify`. */
  readonly source?: string | undefined
  /** What it is: `track`. */
  readonly kind?: string | undefined
  /** When it happened, RFC 3339. One without a time is not found by a query for a time. */
  readonly at?: string | undefined
}

/** What is asked for. Each filter narrows the answer. */
export interface SearchQuery {
  /** Whose documents are searched. There is no query for those of several people. */
  readonly personId: string
  /** Text alone: quotes, operators and wildcards in it have no meaning. */
  readonly text: string
  readonly source?: string | undefined
  readonly kind?: string | undefined
  /** Not earlier, RFC 3339. */
  readonly from?: string | undefined
  /** Earlier than this, RFC 3339. */
  readonly before?: string | undefined
  /** How many of the best are left out. Default 0. */
  readonly offset?: number | undefined
  /** From 1 to 1,000. */
  readonly limit: number
}

/** What was found. */
export interface SearchAnswer {
  /** The best first; none twice. */
  readonly ids: readonly string[]
  /** How many there are in all; an index that does not count them estimates. Never less than those that were found. */
  readonly estimatedTotal: number
}

/**
 * An index of people's documents. Each operation concerns one person, and what has ended is found: an index that works through a queue waits for
 * it. All of them may be repeated without a further effect.
 *
 * A document is found by the words of its text in their order, whatever the case, in each script. Whether it is also found by parts of words or in spite
 * of typing errors is up to the index; what shares nothing with the text is not found.
 *
 * Errors are those of every integration: `auth_expired` for a refused key, `permission_denied` for one without the rights, `bad_configuration`
 * for what an administrator has to change, `rate_limit` and `upstream` for what passes, `invalid_data` for a document or query that is refused.
 */
export interface SearchIndex {
  /** Adds documents of a person, and replaces those with the same id, in batches of any size. */
  index(personId: string, documents: readonly SearchDocument[]): Promise<void>
  /** Removes documents of a person. Ids that are not there, or another person's, are no error and have no effect. */
  remove(personId: string, ids: readonly string[]): Promise<void>
  /** Removes all documents of a person. */
  removeAll(personId: string): Promise<void>
  query(query: SearchQuery): Promise<SearchAnswer>
}

/**
 * Declares where documents are indexed. What it is called with has been checked by `checkedSearchIndex`, so an implementation may put ids and
 * names of people into filters as they are.
 *
 * @example
 * provides: {
 *   search: searchProvider({
 *     instance: fields({ address: field.url({ label: 'Address' }), apiKey: field.secret({ label: 'API key' }) }),
 *     api: { baseUrl: ({ config }) => config.address, headers: ({ config }) => ({ 'x-api-key': config.apiKey }) },
 *     test: async ({ http, step }) => {
 *       await step('Read the state of the index', () => http.get('/health', { schema: Sent }))
 *     },
 *     open: ({ http }) => openIndex(http),
 *   }),
 * }
 */
export function searchProvider<Form extends TObject>(
  options: ProviderOptions<'search', Form>,
): Provider<'search'> {
  return providerOf('search', {
    ...options,
    open: async (context) => {
      const opened = await options.open(context)
      return {
        ...checkedSearchIndex(opened),
        close: () => opened.close?.(),
        ...(opened.receive === undefined ? {} : { receive: opened.receive.bind(opened) }),
      }
    },
  })
}
