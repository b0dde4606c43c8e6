import type { IntegrationErrorCode } from '@tributary/integration-kit'

/** The time zone in which Google counts the units of a day. */
export const QUOTA_ZONE = 'America/Los_Angeles'

export const NO_CHANNEL =
  'This Google account has no YouTube channel, so that it has no likes, subscriptions and playlists. Create one at https://www.youtube.com, or connect the account that you watch with.'

const SPENT =
  'The units that Google gives the Google Cloud project of this server for a day are used up. They are renewed at midnight Pacific time; the sync continues then.'

const SLOWER = 'Google requires a wait before the next request.'

const SUSPENDED =
  'Google has closed or suspended this YouTube account. Sign in at https://www.youtube.com and see what it says.'

const DISABLED =
  'The YouTube Data API v3 is not enabled in the Google Cloud project of this server. An administrator must enable it at https://console.cloud.google.com/apis/library/youtube.googleapis.com and wait a few minutes.'

const UNTICKED =
  'Google was not allowed to show your YouTube account. Connect YouTube again and leave its box ticked.'

/** The meaning of a refusal by its reason. A rate limit is over at midnight, or after so many seconds. */
export const REFUSALS: Readonly<
  Record<string, { readonly code: IntegrationErrorCode; readonly message: string; readonly seconds?: number }>
> = {
  quotaExceeded: { code: 'rate_limit', message: SPENT },
  dailyLimitExceeded: { code: 'rate_limit', message: SPENT },
  rateLimitExceeded: { code: 'rate_limit', message: SLOWER, seconds: 60 },
  userRateLimitExceeded: { code: 'rate_limit', message: SLOWER, seconds: 60 },
  RATE_LIMIT_EXCEEDED: { code: 'rate_limit', message: SLOWER, seconds: 60 },
  invalidPageToken: { code: 'cursor_expired', message: 'YouTube no longer accepts the saved position.' },
  youtubeSignupRequired: { code: 'action_required', message: NO_CHANNEL },
  channelNotFound: { code: 'action_required', message: NO_CHANNEL },
  accountClosed: { code: 'action_required', message: SUSPENDED },
  accountSuspended: { code: 'action_required', message: SUSPENDED },
  authenticatedUserAccountClosed: { code: 'action_required', message: SUSPENDED },
  authenticatedUserAccountSuspended: { code: 'action_required', message: SUSPENDED },
  insufficientPermissions: { code: 'permission_denied', message: UNTICKED },
  ACCESS_TOKEN_SCOPE_INSUFFICIENT: { code: 'permission_denied', message: UNTICKED },
  accessNotConfigured: { code: 'bad_configuration', message: DISABLED },
  SERVICE_DISABLED: { code: 'bad_configuration', message: DISABLED },
}
