import type { ProviderProfile, SimulatorReply } from '@tributary/provider-simulator'

const error = (status: number, message: string, headers: Record<string, string> = {}): SimulatorReply => ({
  status,
  headers,
  body: { error: { status, message } },
})

/** Spotify's authorization server, for an app with a secret. There is no revocation endpoint. */
export const spotifyProfile: ProviderProfile = {
  authorizationUrl: 'https://accounts.spotify.com/authorize',
  tokenUrl: 'https://accounts.spotify.com/api/token',
  apiUrls: ['https://api.spotify.com'],
  scopes: [
    'user-read-recently-played',
    'user-read-email',
    'user-read-private',
    'user-library-read',
    'user-top-read',
  ],
  clientAuthentication: ['basic'],
  pkce: 'optional',
  rotation: 'none-returned',
  accessTokenSeconds: 3600,
  codeSeconds: 600,
  redirectUriRules: { refusesLocalhost: true, requiresHttpsBeyondLoopback: true },
  // Also for an unknown client, where RFC 6749 has 401.
  tokenErrorReply: (failure) => ({
    status: 400,
    body: { error: failure.error, error_description: failure.description },
  }),
  unauthorizedReply: (reason) =>
    error(
      401,
      reason === 'expired'
        ? 'The access token expired'
        : reason === 'missing'
          ? 'No token provided'
          : 'Invalid access token',
    ),
  insufficientScopeReply: () => error(403, 'Insufficient client scope'),
  // Spotify does not publish its limit; the window is known to be rolling over 30 seconds.
  rateLimit: {
    requests: 90,
    perSeconds: 30,
    window: 'rolling',
    reply: (resetSeconds) => error(429, 'API rate limit exceeded', { 'retry-after': String(resetSeconds) }),
  },
}
