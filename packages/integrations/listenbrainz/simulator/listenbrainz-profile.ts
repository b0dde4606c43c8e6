import { keyProfile, type ProviderProfile, type SimulatorReply } from '@tributary/provider-simulator'

/** The format of ListenBrainz' errors. */
export function refusal(code: number, error: string): SimulatorReply {
  return { status: code, body: { code, error } }
}

/** The limits of the public server: requests of each user are counted in windows of 10 seconds. */
export function listenBrainzProfile(apiUrl: string, requests = 30): ProviderProfile {
  return keyProfile({
    scheme: 'Token',
    apiUrls: [apiUrl],
    unauthorizedReply: () => refusal(401, 'Invalid authorization token.'),
    rateLimit: {
      requests,
      perSeconds: 10,
      window: 'fixed',
      headers: (left, resetSeconds) => ({
        'x-ratelimit-limit': String(requests),
        'x-ratelimit-remaining': String(left),
        'x-ratelimit-reset-in': String(resetSeconds),
      }),
      reply: () => refusal(429, 'You have exceeded your rate limit. See the X-RateLimit-* response headers.'),
    },
  })
}
