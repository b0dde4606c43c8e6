import type { ProviderProfile } from '@tributary/provider-simulator'
import { REFUSALS } from './youtube-error.ts'

export const API_URL = 'https://www.googleapis.com/youtube/v3'
export const SCOPE = 'https://www.googleapis.com/auth/youtube.readonly'

/** The behaviour of Google's authorization server, and of the API towards tokens. */
export const youtubeProfile: ProviderProfile = {
  authorizationUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
  tokenUrl: 'https://oauth2.googleapis.com/token',
  revocation: { url: 'https://oauth2.googleapis.com/revoke', style: 'query', ends: 'consent' },
  apiUrls: [API_URL],
  scopes: [SCOPE],
  clientAuthentication: ['body'],
  pkce: 'optional',
  rotation: 'none-returned',
  accessTokenSeconds: 3599,
  issuer: 'https://accounts.google.com',
  redirectUriRules: { requiresHttpsBeyondLoopback: true, refusesPublicIps: true },
  givesRefreshToken: ({ parameters, consentedBefore }) =>
    parameters.get('access_type') === 'offline' &&
    (!consentedBefore || parameters.get('prompt')?.includes('consent') === true),
  tokenErrorReply: ({ error, reason }) => ({
    status: error === 'invalid_client' ? 401 : 400,
    body: {
      error,
      error_description: reason === 'client' ? 'Unauthorized' : 'Token has been expired or revoked.',
    },
  }),
  unauthorizedReply: () => REFUSALS.authError,
  insufficientScopeReply: () => REFUSALS.insufficientPermissions,
}
