import type { ProviderProfile } from '@tributary/provider-simulator'
import { problem } from './problem.ts'

const REQUESTS = 5000
const WINDOW_SECONDS = 300

/** Oura's authorization server. It does not support PKCE, and a refresh token can be used once. */
export const ouraProfile: ProviderProfile = {
  authorizationUrl: 'https://cloud.ouraring.com/oauth/authorize',
  tokenUrl: 'https://api.ouraring.com/oauth/token',
  revocation: { url: 'https://api.ouraring.com/oauth/revoke', style: 'query', parameter: 'access_token' },
  apiUrls: ['https://api.ouraring.com'],
  scopes: ['email', 'personal', 'daily', 'heartrate', 'workout', 'tag', 'session', 'spo2'],
  grantedScopesIn: 'callback',
  omit: ['scope'],
  clientAuthentication: ['body'],
  pkce: 'ignored',
  rotation: 'strict',
  accessTokenSeconds: 86_400,
  codeSeconds: 600,
  // Members of RFC 7807 beside those of RFC 6749.
  tokenErrorReply: ({ error, description }) => {
    const status = error === 'invalid_client' ? 401 : 400
    const { body } = problem(status, description)
    return { status, body: { ...(body as object), error, error_description: description } }
  },
  unauthorizedReply: (reason) =>
    problem(401, reason === 'expired' ? 'Token has expired.' : 'Access token not provided or is invalid.'),
  insufficientScopeReply: (missing) => problem(403, `Missing required scopes: ${missing.join(' ')}`),
  rateLimit: {
    requests: REQUESTS,
    perSeconds: WINDOW_SECONDS,
    window: 'rolling',
    reply: (resetSeconds) =>
      problem(429, 'Request rate limit exceeded.', {
        'retry-after': String(resetSeconds),
        'x-ratelimit-limit': String(REQUESTS),
        'x-ratelimit-window': String(WINDOW_SECONDS),
      }),
  },
}
