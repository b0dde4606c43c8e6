import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const accountsErrors = defineErrors({
  ACCOUNTS_BAD_INPUT: { status: 400, kind: 'config', title: 'Invalid input' },
  ACCOUNTS_BAD_LOCALE: { status: 400, kind: 'config', title: 'Invalid locale' },
  ACCOUNTS_UNKNOWN_SCOPE: { status: 400, kind: 'config', title: 'Unknown scope' },
  ACCOUNTS_BAD_CREDENTIALS: {
    status: 401,
    kind: 'config',
    title: 'Wrong email address or password',
  },
  ACCOUNTS_BAD_KEY: { status: 401, kind: 'config', title: 'Invalid API key' },
  ACCOUNTS_KEY_EXPIRED: { status: 401, kind: 'config', title: 'The API key has expired' },
  ACCOUNTS_SESSION_EXPIRED: { status: 401, kind: 'config', title: 'The session has expired' },
  ACCOUNTS_USER_DISABLED: { status: 401, kind: 'config', title: 'This user is disabled' },
  ACCOUNTS_BAD_SETUP_TOKEN: { status: 401, kind: 'config', title: 'Invalid set-up token' },
  ACCOUNTS_CROSS_SITE: { status: 403, kind: 'config', title: 'Cross-site request refused' },
  ACCOUNTS_WRONG_PASSWORD: { status: 403, kind: 'config', title: 'The current password is wrong' },
  ACCOUNTS_NO_PASSWORD: { status: 409, kind: 'config', title: 'This account has no password' },
  ACCOUNTS_INSTANCE_LOST: {
    status: 500,
    kind: 'config',
    title: 'The record of the first administrator is missing',
  },
  ACCOUNTS_SETUP_DONE: { status: 404, kind: 'config', title: 'The server is already set up' },
  ACCOUNTS_USER_NOT_FOUND: { status: 404, kind: 'config', title: 'User not found' },
  ACCOUNTS_SESSION_NOT_FOUND: { status: 404, kind: 'config', title: 'Session not found' },
  ACCOUNTS_KEY_NOT_FOUND: { status: 404, kind: 'config', title: 'API key not found' },
  ACCOUNTS_EMAIL_TAKEN: {
    status: 409,
    kind: 'config',
    title: 'The email address is already in use',
  },
  ACCOUNTS_LAST_ADMIN: { status: 409, kind: 'config', title: 'This is the last administrator' },
  ACCOUNTS_TOO_MANY_KEYS: {
    status: 409,
    kind: 'config',
    title: 'Too many API keys',
  },
  ACCOUNTS_RATE_LIMITED: { status: 429, kind: 'transient', title: 'Too many attempts' },
  ACCOUNTS_BAD_OPTIONS: { status: 500, kind: 'config', title: 'Invalid configuration of accounts' },
  ACCOUNTS_FAILED: { status: 500, kind: 'bug', title: 'Internal error while signing in or out' },
  ACCOUNTS_NOT_STARTED: { status: 503, kind: 'transient', title: 'The server is still starting' },
})
