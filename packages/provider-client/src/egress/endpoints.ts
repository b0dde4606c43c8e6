/**
 * Addresses that replace a provider's own, by prefix: `{ 'https://api.spotify.com': 'http://127.0.0.1:4010/spotify/api' }`.
 * For simulators and mirrors, set by the operator; the longest matching prefix wins.
 */
export type Endpoints = Readonly<Record<string, string>>

/** The replacement address; `undefined` if the operator has set none. */
export function replacedAddress(endpoints: Endpoints, address: string): string | undefined {
  let best: string | undefined
  for (const prefix of Object.keys(endpoints))
    if (isPrefix(prefix, address) && prefix.length > (best?.length ?? -1)) best = prefix
  if (best === undefined) return undefined
  return (endpoints[best] ?? '').replace(/\/$/, '') + address.slice(best.replace(/\/$/, '').length)
}

/** Whole path segments only: `https://a.example` is no prefix of `https://a.example.org`. */
function isPrefix(prefix: string, address: string): boolean {
  const bare = prefix.replace(/\/$/, '')
  return address.startsWith(bare) && ['', '/', '?', '#'].includes(address.slice(bare.length, bare.length + 1))
}
