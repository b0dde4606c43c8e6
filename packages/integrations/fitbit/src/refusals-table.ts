export const RATE_LIMIT_REASONS: ReadonlySet<string> = new Set([
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'quotaExceeded',
  'dailyLimitExceeded',
  'RATE_LIMIT_EXCEEDED',
])
export const CONFIGURATION_REASONS: ReadonlySet<string> = new Set([
  'SERVICE_DISABLED',
  'accessNotConfigured',
  'CONSUMER_INVALID',
  'CONSUMER_SUSPENDED',
  'BILLING_DISABLED',
  'USER_PROJECT_DENIED',
  'SERVICE_NOT_VISIBLE',
])
/** What the person has to do, by the reason of a refusal that is permanent otherwise. */
export const ACTIONS: Readonly<Record<string, string>> = {
  ACCOUNT_NOT_LINKED:
    'This Google account has no Google Health profile yet. Open the Fitbit or the Google Health app once, signed in with this account, and finish its set-up; the data then syncs automatically within the hour.',
  ACCOUNT_STATE_INVALID:
    'Google refuses access to this account in its current state. Sign in at https://myaccount.google.com and follow the instructions of Google; the data then syncs automatically.',
  USER_BLOCKED_BY_ADMIN:
    'The administrator of this Google Workspace account does not allow this app. Ask them to allow it, or connect another Google account.',
}
