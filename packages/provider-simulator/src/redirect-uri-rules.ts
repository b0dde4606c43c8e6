import { isIP } from 'node:net'
import type { RedirectUriRules } from './provider-profile.ts'

/** Why a provider would not register this redirect URI; `undefined` if it would. */
export function refusedRedirectUri(uri: string, rules: RedirectUriRules): string | undefined {
  if (!URL.canParse(uri)) return 'it is no URL'
  const { protocol, hostname } = new URL(uri)
  const host = hostname.replace(/^\[|\]$/g, '')
  if (protocol !== 'http:' && protocol !== 'https:') return 'it is neither http nor https'
  if (rules.refusesLocalhost === true && host === 'localhost') return 'localhost is not allowed'
  const isLoopback = host === 'localhost' || host === '::1' || host.startsWith('127.')
  if (rules.requiresHttpsBeyondLoopback === true && protocol === 'http:' && !isLoopback)
    return 'it is not secure: use https'
  if (rules.refusesPublicIps === true && isIP(host) !== 0 && !isLoopback)
    return 'IP addresses are not allowed'
  return undefined
}
