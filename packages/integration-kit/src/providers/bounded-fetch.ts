import type { GuardedFetch } from './provider.ts'
import { readBounded } from './read-bounded.ts'

/** A request of a library. */
export interface LibraryRequest {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: URLSearchParams | string | undefined
}

/** What a library that sends its requests by a function of ours is given. */
export type LibraryFetch = (url: string, request: LibraryRequest) => Promise<Response>

/** What an answer may take. */
export interface FetchLimits {
  /** Of the body. A longer one is an error `upstream`. */
  readonly mostBytes: number
  /** From the request to the end of the body. Over, it is an error named `TimeoutError`. */
  readonly milliseconds: number
}

/**
 * The guarded `fetch` for a library that would send requests itself and read answers whole, such as `oauth4webapi`: with a limit of time and
 * of size.
 *
 * @example
 * const send = boundedFetch((url, init) => fetch(url, init), { mostBytes: 1024 * 1024, milliseconds: 10_000 })
 */
export function boundedFetch(fetch: GuardedFetch, { mostBytes, milliseconds }: FetchLimits): LibraryFetch {
  return async (url, { method, headers: sent, body: sentBody }) => {
    const response = await fetch(new URL(url), {
      method,
      headers: sent,
      ...(sentBody === undefined ? {} : { body: sentBody }),
      signal: AbortSignal.timeout(milliseconds),
    })
    const { status, headers } = response
    const body = await readBounded(response, { mostBytes })
    return new Response(body.length === 0 ? null : body, { status, headers })
  }
}
