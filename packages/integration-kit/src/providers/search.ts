import type { TObject } from 'typebox'
import { type Provider, type ProviderOptions, providerOf } from './provider.ts'

/** What can be found. */
export interface SearchDocument {
  readonly id: string
  /** What is searched. */
  readonly text: string
  /** What a query can be narrowed by. */
  readonly attributes?: Readonly<Record<string, string | number | boolean>>
}

/** A query for documents. */
export interface SearchQuery {
  readonly text: string
  /** Only documents with these values. */
  readonly attributes?: Readonly<Record<string, string | number | boolean>>
  readonly limit: number
}

/** A document that was found. */
export interface SearchHit {
  readonly id: string
}

/** An index of documents. Changes may take a moment to be found. */
export interface SearchIndex {
  /** Adds documents, and replaces those with the same id. */
  index(documents: readonly SearchDocument[]): Promise<void>
  /** Removing what is not there is no error. */
  remove(ids: readonly string[]): Promise<void>
  /** The best matches first. */
  query(query: SearchQuery): Promise<readonly SearchHit[]>
}

/**
 * Declares where documents are indexed.
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
  return providerOf('search', options)
}
