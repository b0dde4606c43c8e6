import type { ProviderProfile } from './provider-profile.ts'

type KeyProfileOptions = Pick<
  ProviderProfile,
  'scheme' | 'tokenPrefix' | 'tokenOf' | 'apiUrls' | 'unauthorizedReply' | 'rateLimit'
>

/**
 * A provider without OAuth: its people copy a key from their settings, which is the `accessToken` of `controls.grant`, and
 * `controls.revokeConsent` revokes it.
 *
 * @example
 * profile: keyProfile({ tokenOf: ({ headers }) => headers['x-api-key'] })
 * profile: keyProfile({ scheme: 'Token', unauthorizedReply: () => ({ status: 401, body: { error: 'Invalid token.' } }) })
 */
export function keyProfile(options: KeyProfileOptions): ProviderProfile {
  return {
    clientAuthentication: [],
    pkce: 'ignored',
    rotation: 'none-returned',
    accessTokenSeconds: Number.POSITIVE_INFINITY,
    scopes: [],
    ...options,
  }
}
