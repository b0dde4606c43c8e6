import type { SimulatorReply } from '@tributary/provider-simulator'

/** An error in the older format of Google's APIs, which the YouTube Data API has. */
export function youtubeError(
  code: number,
  reason: string,
  { message, domain = 'youtube' }: { readonly message: string; readonly domain?: string },
): SimulatorReply {
  return { status: code, body: { error: { code, message, errors: [{ message, domain, reason }] } } }
}

/** The answers of the API that are no data; those that depend on no request can be injected. */
export const REFUSALS = {
  quotaExceeded: youtubeError(403, 'quotaExceeded', {
    message:
      'The request cannot be completed because you have exceeded your <a href="/youtube/v3/getting-started#quota">quota</a>.',
    domain: 'youtube.quota',
  }),
  rateLimitExceeded: youtubeError(403, 'rateLimitExceeded', {
    message: 'Rate Limit Exceeded',
    domain: 'usageLimits',
  }),
  signupRequired: youtubeError(403, 'youtubeSignupRequired', { message: 'Forbidden' }),
  suspended: youtubeError(403, 'authenticatedUserAccountSuspended', {
    message: 'The account of the authenticated user is suspended.',
  }),
  notConfigured: youtubeError(403, 'accessNotConfigured', {
    message:
      'YouTube Data API v3 has not been used in project 123456789 before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/youtube.googleapis.com/overview?project=123456789 then retry.',
    domain: 'usageLimits',
  }),
  insufficientPermissions: youtubeError(403, 'insufficientPermissions', {
    message: 'Request had insufficient authentication scopes.',
    domain: 'global',
  }),
  authError: youtubeError(401, 'authError', { message: 'Invalid Credentials', domain: 'global' }),
  playlistNotFound: youtubeError(404, 'playlistNotFound', {
    message: "The playlist identified with the request's playlistId parameter cannot be found.",
    domain: 'youtube.playlistItem',
  }),
  invalidPageToken: youtubeError(400, 'invalidPageToken', {
    message: 'The request specifies an invalid page token.',
    domain: 'youtube.parameter',
  }),
  missingParameter: youtubeError(400, 'missingRequiredParameter', {
    message: 'No filter selected. Expected one of: id, mine, playlistId',
    domain: 'youtube.parameter',
  }),
} as const
