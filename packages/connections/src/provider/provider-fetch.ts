import type { ProviderFetch } from '@tributary/integration-kit'
import type { Agent, RequestInit } from 'undici'
import { type Endpoints, resolveEndpoint } from './endpoints.ts'

const CONNECT_MILLISECONDS = 10_000
/** Until the answer's head, and between two pieces of its body. */
const ANSWER_MILLISECONDS = 30_000
/** Of one provider's host, in this process. Their rate limits are met long before. */
const CONNECTIONS_PER_HOST = 16

/** A `ProviderFetch` and its end. */
export interface ProviderClient {
  readonly fetch: ProviderFetch
  close(): Promise<void>
}

/** Opens the client that all requests to providers go through. Redirects are not followed: credentials would go along. */
export function openProviderClient(endpoints: Endpoints): ProviderClient {
  let dispatcher: Agent | undefined
  let isClosed = false
  return {
    fetch: async (url, init) => {
      const address = resolveEndpoint(endpoints, url.href)
      // A hundred modules, for the first request to any provider: the start of the server does without them.
      const undici = await import('undici')
      if (isClosed) throw new Error('the server stops: no provider is asked any more')
      dispatcher ??= new undici.Agent({
        connect: { timeout: CONNECT_MILLISECONDS },
        headersTimeout: ANSWER_MILLISECONDS,
        bodyTimeout: ANSWER_MILLISECONDS,
        connections: CONNECTIONS_PER_HOST,
      })
      return undici.fetch(address, { ...init, redirect: 'manual', dispatcher } as RequestInit)
    },
    async close() {
      isClosed = true
      await dispatcher?.close()
    },
  }
}
