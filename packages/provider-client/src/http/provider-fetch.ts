import type { EgressRequest } from '../open-egress.ts'

/**
 * Sends a request to a provider: the standard `fetch`, with time limits and without following redirects, to the
 * replacement addresses of the operator, if any (a simulator, a mirror).
 */
export type ProviderFetch = (url: URL, init: EgressRequest) => Promise<Response>
