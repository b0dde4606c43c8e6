import { isIP } from 'node:net'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'

/** The redirect URI of an integration. Derived from `PUBLIC_URL` only, never from a request's Host header. */
export function redirectUriOf(publicUrl: string, integration: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/api/${integration}/callback`
}

/**
 * Why a provider will refuse a redirect URI, and the cure: shown before the redirect, since the provider's own page
 * is less specific. `undefined` if the provider will accept it.
 */
export function refusalOfRedirectUri(
  { displayName, facts }: IntegrationDefinition,
  redirectUri: string,
): string | undefined {
  const rules = facts?.redirectUri
  if (rules === undefined) return undefined
  const url = new URL(redirectUri)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const loopback = host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
  if (rules.refusesLocalhost === true && host === 'localhost') {
    const better = url.origin.replace('localhost', '127.0.0.1')
    return `${displayName} refuses redirect URIs on "localhost". Set PUBLIC_URL=${better}, restart, open the server at that address and register ${redirectUri.replace('localhost', '127.0.0.1')}.`
  }
  if (rules.refusesPublicIps === true && isIP(host) !== 0 && !loopback)
    return `${displayName} refuses redirect URIs on IP addresses such as ${host}. Give the server a name with https, and set PUBLIC_URL to it.`
  if (
    rules.requiresHttpsBeyondLoopback === true &&
    url.protocol !== 'https:' &&
    !loopback &&
    host !== 'localhost'
  )
    return `${displayName} accepts plain http only for the server's own machine. Serve ${url.host} by https and set PUBLIC_URL to that address, or use the server on its own machine at http://127.0.0.1.`
  return undefined
}
