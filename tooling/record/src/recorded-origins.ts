import type { loadDefinition } from '@tributary/simulate'

type Definition = Awaited<ReturnType<typeof loadDefinition>>

/**
 * The origin of an integration's API, and those named besides.
 *
 * @throws Error where the address depends on a connection and none is named
 */
export function recordedOrigins({ name, api }: Definition, named: readonly string[]): readonly string[] {
  const own = typeof api?.baseUrl === 'string' ? [new URL(api.baseUrl).origin] : []
  const origins = [...new Set([...own, ...named.map((each) => new URL(each).origin)])]
  if (origins.length > 0) return origins
  const reason = api === undefined ? 'has no API' : 'has an address that depends on the connection'
  throw new Error(`${name} ${reason}: name what is recorded, as --origin https://api.example.org`)
}

/** The addresses where tokens are exchanged. */
export function tokenUrls({ auth }: Definition): readonly string[] {
  if (auth?.kind !== 'oauth2' && auth?.kind !== 'deviceCode') return []
  const urls = [auth.tokenUrl, auth.revocation?.url]
  if (auth.kind === 'deviceCode') urls.push(auth.deviceAuthorizationUrl)
  return urls.filter((url) => url !== undefined)
}
