import type { Static, TSchema } from 'typebox'
import type { IntegrationError } from '../integration-error.ts'

/** A provider's API. */
export interface ApiDefinition {
  /** Paths of requests are relative to it: `https://api.spotify.com/v1`. */
  readonly baseUrl: string
  /**
   * What a refusal of this provider means, where its status alone does not tell. Return `undefined` for what the table
   * of statuses gets right.
   */
  classify?(refusal: Refusal): IntegrationError | undefined
}

/** An answer of the provider that is no success. */
export interface Refusal {
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON where it is JSON, else text, cut at 64 KiB. Never logged as it is: some providers repeat the token. */
  readonly body: unknown
}

export interface ProviderRequest<T extends TSchema> {
  /** What the answer has to look like. Members it does not name are let through. Else `invalid_data`. */
  readonly schema: T
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly headers?: Readonly<Record<string, string>>
}

export interface ProviderPost<T extends TSchema> extends ProviderRequest<T> {
  /** Sent as JSON. */
  readonly body: unknown
}

/**
 * The provider's API, seen by a stream: credentials, time limits, refresh after 401 and the rate budget are taken care
 * of. Whatever goes wrong is thrown as an `IntegrationError`, which a stream just lets pass.
 */
export interface ProviderHttp {
  /**
   * @example
   * const body = await http.get('/me/player/recently-played', { schema: RecentlyPlayed, query: { limit: 50, after } })
   */
  get<T extends TSchema>(path: string, request: ProviderRequest<T>): Promise<Static<T>>
  post<T extends TSchema>(path: string, request: ProviderPost<T>): Promise<Static<T>>
  /** Asks page after page: `next` gives the query that differs for the page after, or `undefined` after the last. */
  pages<T extends TSchema>(
    path: string,
    request: ProviderRequest<T> & {
      next(body: Static<T>): ProviderRequest<T>['query'] | undefined
    },
  ): AsyncIterable<Static<T>>
}
