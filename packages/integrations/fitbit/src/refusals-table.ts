import type { IntegrationErrorCode } from '@tributary/integration-kit'

interface Refusal {
  readonly code: IntegrationErrorCode
  readonly message: string
}

export const WAIT: Refusal = {
  code: 'rate_limit',
  message: 'Google requires a wait before the next request.',
}

export const NOT_LINKED: Refusal = {
  code: 'action_required',
  message:
    'This Google account has no Google Health profile yet. Open the Fitbit or the Google Health app once, signed in with this account, and finish its set-up; the data then syncs automatically within the hour.',
}

/** The meaning of a refusal by its reason. */
export const REFUSALS: Readonly<Record<string, Refusal>> = {
  rateLimitExceeded: WAIT,
  userRateLimitExceeded: WAIT,
  quotaExceeded: WAIT,
  dailyLimitExceeded: WAIT,
  RATE_LIMIT_EXCEEDED: WAIT,
  ACCOUNT_NOT_LINKED: NOT_LINKED,
  ACCOUNT_STATE_INVALID: {
    code: 'action_required',
    message:
      'Google refuses access to this account in its current state. Sign in at https://myaccount.google.com and follow the instructions of Google; the data then syncs automatically.',
  },
  USER_BLOCKED_BY_ADMIN: {
    code: 'action_required',
    message:
      'The administrator of this Google Workspace account does not allow this app. Ask them to allow it, or connect another Google account.',
  },
  ACCESS_TOKEN_SCOPE_INSUFFICIENT: {
    code: 'permission_denied',
    message:
      'Google was not allowed to share this kind of data. Connect Fitbit again and leave its boxes ticked.',
  },
  // Seen after an account was moved or merged; the token is valid but remains unusable.
  RESOURCE_PERMISSION_DENIED: {
    code: 'auth_expired',
    message:
      'Google refuses access to this account with the current connection. Disconnect Fitbit and connect it again.',
  },
}

/** The same in a response without the reason. */
export const NOT_LINKED_MESSAGE = /\baccount is not linked\b/i

/** The Google Cloud project has not enabled the API. */
export const DISABLED_REASONS: readonly string[] = ['SERVICE_DISABLED', 'accessNotConfigured']
/** It cannot be used for another reason. */
export const PROJECT_REASONS: readonly string[] = [
  'CONSUMER_INVALID',
  'CONSUMER_SUSPENDED',
  'BILLING_DISABLED',
  'USER_PROJECT_DENIED',
  'SERVICE_NOT_VISIBLE',
]
