import * as oauth from 'oauth4webapi'
import { askServer } from '../../oauth/ask-server.ts'
import { OAuthFailure } from '../../oauth/oauth-failure.ts'
import type { ProviderServer } from '../../oauth/provider-server.ts'
import type { TokenReply } from '../../oauth/token-set.ts'

export interface DeviceCode {
  readonly deviceCode: string
  readonly userCode: string
  readonly verificationUri: string
  readonly verificationUriComplete: string | null
  readonly expiresInSeconds: number
  readonly pollAfterSeconds: number
}

/** RFC 8628, section 3.2: without an interval, five seconds. */
const DEFAULT_POLL_SECONDS = 5

/**
 * Requests a device code (RFC 8628, sections 3.1 and 3.2).
 *
 * @throws OAuthFailure
 */
export async function requestDeviceCode(
  provider: ProviderServer,
  scopes: readonly string[],
): Promise<DeviceCode> {
  const { server, client, clientAuth, options, displayName, auth } = provider
  const parameters = new URLSearchParams()
  if (scopes.length > 0) parameters.set('scope', scopes.join(auth.scopeSeparator ?? ' '))
  try {
    const response = await oauth.deviceAuthorizationRequest(server, client, clientAuth, parameters, options)
    const reply = await oauth.processDeviceAuthorizationResponse(server, client, response)
    return {
      deviceCode: reply.device_code,
      userCode: reply.user_code,
      verificationUri: reply.verification_uri,
      verificationUriComplete: reply.verification_uri_complete ?? null,
      expiresInSeconds: reply.expires_in,
      pollAfterSeconds: Math.max(1, Math.ceil(reply.interval ?? DEFAULT_POLL_SECONDS)),
    }
  } catch (error) {
    if (error instanceof OAuthFailure) throw error
    if (error instanceof oauth.ResponseBodyError)
      throw new OAuthFailure('client', `${displayName} returned no device code (${error.error}).`, {
        error: error.error,
      })
    throw new OAuthFailure('reply', `${displayName} returned an invalid device code response.`, {
      cause: error,
    })
  }
}

/**
 * Exchanges a device code for tokens (RFC 8628, section 3.4).
 *
 * @throws OAuthFailure `pending` while the person has not entered the code, `rate` when polled too often, `grant`
 * when the person denied access or the code has expired
 */
export async function exchangeDeviceCode(
  provider: ProviderServer,
  deviceCode: string,
  now: () => number,
): Promise<TokenReply> {
  const { server, client, clientAuth, options } = provider
  return askServer(provider, now, async () => {
    const response = await oauth.deviceCodeGrantRequest(server, client, clientAuth, deviceCode, options)
    return oauth.processDeviceCodeResponse(server, client, response)
  })
}
