import type { EgressRequest } from '../open-egress.ts'

/**
 * Sends a request to a provider: the standard `fetch`, with time limits and without following redirects, to the addresses that
 * the operator has put in a provider's place (a simulator, a mirror).
 */
export type ProviderFetch = (url: URL, init: EgressRequest) => Promise<Response>
