import type { ProviderProfile, TokenFailureReason } from '@tributary/provider-simulator'
import { ALL_SCOPES } from './data-types.ts'
import { exhausted, googleError, unticked } from './google-error.ts'
import { BASE } from './routes.ts'

const SEVEN_DAYS_SECONDS = 7 * 24 * 3600

/** The behaviour of Google's authorization server. */
export const googleProfile: ProviderProfile = {
  authorizationUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
  tokenUrl: 'https://oauth2.googleapis.com/token',
  revocation: { url: 'https://oauth2.googleapis.com/revoke', style: 'query', ends: 'consent' },
  apiUrls: [BASE],
  scopes: ALL_SCOPES,
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
    body: { error, error_description: DESCRIPTIONS[reason] ?? 'Bad Request' },
  }),
  unauthorizedReply: () =>
    googleError(
      401,
      'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
    ),
  insufficientScopeReply: () => unticked,
  rateLimit: { requests: 300, perSeconds: 60, window: 'rolling', reply: () => exhausted },
}

/** While a project's publishing status is "Testing"; for `controls.change`. */
export const testingMode = { refreshTokenSeconds: SEVEN_DAYS_SECONDS } as const

const DESCRIPTIONS: Readonly<Partial<Record<TokenFailureReason, string>>> = {
  client: 'Unauthorized',
  'refresh-unknown': 'Bad Request',
  'refresh-expired': 'Token has been expired or revoked.',
  'refresh-revoked': 'Token has been expired or revoked.',
  'refresh-reused': 'Token has been expired or revoked.',
}
