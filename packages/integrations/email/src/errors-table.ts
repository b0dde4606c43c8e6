import type { ErrorMeaning } from '@tributary/integration-kit/providers'

/** Replies that are permanent (RFC 5321, section 4.2.3, and RFC 4954, section 6). The host is put before a message, and the reply after it. */
export const REPLIES: readonly ErrorMeaning[] = [
  {
    errors: [523, 534],
    code: 'auth_expired',
    message: 'asks for another password: make an app password in the account',
  },
  {
    errors: [535],
    code: 'auth_expired',
    message: 'rejected the user or the password: enter them again',
  },
  {
    errors: [530],
    code: 'auth_expired',
    message: 'asks for a user and a password: enter them',
  },
  {
    errors: [552],
    code: 'invalid_data',
    message: 'takes no message of this size',
  },
]

/** What was refused where the reply does not say it, by the command. */
export const COMMANDS: readonly ErrorMeaning[] = [
  {
    errors: ['AUTH'],
    code: 'auth_expired',
    message: 'rejected the user or the password: enter them again',
  },
  {
    errors: ['RCPT'],
    code: 'bad_configuration',
    message: 'takes no mail for the recipients: check the addresses',
  },
  {
    errors: ['MAIL'],
    code: 'permission_denied',
    message: 'does not let this user send from the address in "From"',
  },
]
