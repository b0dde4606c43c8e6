import * as oauth from 'oauth4webapi'
import { askServer } from './ask-server.ts'
import type { ProviderServer } from './provider-server.ts'
import type { TokenReply } from './token-set.ts'

/**
 * Exchanges a refresh token for new tokens (RFC 6749, section 6). If the provider returns no refresh token, the old
 * one remains valid and is part of the result. Throws an `OAuthFailure`.
 */
export async function refreshGrant(
  provider: ProviderServer,
  refreshToken: string,
  now: () => number,
): Promise<TokenReply> {
  const { server, client, clientAuth, options } = provider
  const reply = await askServer(provider, now, async () => {
    const response = await oauth.refreshTokenGrantRequest(server, client, clientAuth, refreshToken, options)
    return oauth.processRefreshTokenResponse(server, client, response)
  })
  return { ...reply, refreshToken: reply.refreshToken ?? refreshToken }
}
