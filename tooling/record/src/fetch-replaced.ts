/**
 * A `fetch` that asks the replacements of addresses, so that a simulated provider or a mirror can be recorded as well.
 *
 * @param endpoints the value of PROVIDER_ENDPOINTS: `https://api.example.org=http://127.0.0.1:4010/api,…`
 */
export function fetchReplaced(endpoints = ''): typeof fetch {
  const pairs = endpoints.split(',').flatMap((pair) => {
    const [real = '', replacement] = pair.trim().split('=', 2)
    return replacement === undefined ? [] : [{ real: withSlash(real), replacement: withSlash(replacement) }]
  })
  return (input, init) => {
    const url = String(input instanceof Request ? input.url : input)
    const found = pairs.find(({ real }) => url.startsWith(real))
    return fetch(found === undefined ? url : found.replacement + url.slice(found.real.length), init)
  }
}

function withSlash(address: string): string {
  return address.endsWith('/') ? address : `${address}/`
}
