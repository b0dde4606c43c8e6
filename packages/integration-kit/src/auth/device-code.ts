import type { OAuthServer } from './oauth-server.ts'

export interface DeviceCodeOptions extends OAuthServer {
  readonly deviceAuthorizationUrl: string
}

/** OAuth 2.0 device authorization grant (RFC 8628). */
export interface DeviceCodeAuth extends DeviceCodeOptions {
  readonly kind: 'deviceCode'
}

/**
 * The person enters a short code at the provider, on any device. The config needs `clientId`, and `clientSecret` unless the client is
 * public.
 *
 * @example
 * auth: deviceCode({
 *   deviceAuthorizationUrl: 'https://api.trakt.tv/oauth/device/code',
 *   tokenUrl: 'https://api.trakt.tv/oauth/device/token',
 *   clientAuthentication: 'body', rotation: 'strict',
 * })
 */
export function deviceCode(options: DeviceCodeOptions): DeviceCodeAuth {
  return { kind: 'deviceCode', ...options }
}
