/**
 * Sends a request to a provider: the standard `fetch`, with time limits and no redirects, and with the addresses that the operator has put in
 * a provider's place (a simulator, a mirror).
 */
export type ProviderFetch = (url: URL, init: RequestInit & { readonly method: string }) => Promise<Response>
