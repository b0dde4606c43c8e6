import { keyProfile, type ProviderProfile, type SimulatorReply } from '@tributary/provider-simulator'

export const API_URL = 'https://ws.audioscrobbler.com'
export const API_KEY = 'sim-api-key-0123456789abcdef'

/** The messages and usual statuses of Last.fm's errors. All of them were also seen with the status 200. */
const ERRORS: Readonly<Record<number, readonly [status: number, message: string]>> = {
  6: [404, 'User not found'],
  8: [500, 'Operation failed - Most likely the backend service failed. Please try again.'],
  10: [403, 'Invalid API key - You must be granted a valid key by last.fm'],
  11: [503, 'Service Offline - This service is temporarily offline. Try again later.'],
  16: [503, 'The service is temporarily unavailable, please try again.'],
  17: [403, 'Login: User required to be logged in'],
  26: [403, 'Suspended API key - Access for your account has been suspended, please contact Last.fm'],
  29: [429, 'Rate Limit Exceeded - Your IP has made too many requests in a short period'],
}

/** A refusal by its number, with its usual status or another one. */
export function refusal(
  error: number,
  { status, message }: { status?: number; message?: string } = {},
): SimulatorReply {
  const [usual, text] = ERRORS[error] ?? [400, 'Invalid parameters']
  return { status: status ?? usual, body: { error, message: message ?? text } }
}

/** People are asked for by their name; a granted token is a further name of the account. */
export function lastFmProfile(requests: number): ProviderProfile {
  return keyProfile({
    tokenOf: ({ query }) => query.get('user') ?? undefined,
    apiUrls: [API_URL],
    rateLimit: { requests, perSeconds: 300, window: 'rolling', reply: () => refusal(29) },
  })
}
