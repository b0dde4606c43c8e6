import { createClient } from './generated/client/client.gen.ts'
import type { Client } from './generated/client/types.gen.ts'
import { readAfterFetch } from './read-after-fetch.ts'
import { throwingFetch } from './throwing-fetch.ts'

/** What an operation takes as `client`. */
export type TributaryClient = Client

export interface TributaryClientOptions {
  /** The server's address, without a path: `http://127.0.0.1:3000`. In a browser, by default that of the page. */
  readonly baseUrl?: string
  /**
   * An API key, or a function that returns the current one. Without a key, requests carry the session of the browser; a page of
   * another origin needs to be in the server's `TRUSTED_ORIGINS`.
   */
  readonly apiKey?: string | (() => string | Promise<string>)
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch
}

/**
 * The connection of operations to one server and one person. Operations resolve to `{ data, request, response }`, and throw a
 * `TributaryProblem` where the server refuses.
 *
 * @example
 * const client = createTributaryClient({ baseUrl: 'http://127.0.0.1:3000', apiKey })
 * const { data } = await libraryGetSummary({ client })
 */
export function createTributaryClient(options: TributaryClientOptions = {}): TributaryClient {
  const { baseUrl = '', apiKey } = options
  return createClient({
    baseUrl,
    throwOnError: true,
    fetch: throwingFetch(readAfterFetch(options.fetch)),
    ...(apiKey === undefined
      ? { credentials: 'include' as const }
      : // Whose request it is must not depend on who is signed in to the browser.
        {
          credentials: 'omit' as const,
          auth: ({ scheme }) => (scheme === 'bearer' ? keyOf(apiKey) : undefined),
        }),
  })
}

function keyOf(apiKey: NonNullable<TributaryClientOptions['apiKey']>): string | Promise<string> {
  return typeof apiKey === 'function' ? apiKey() : apiKey
}
