import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const signInErrors = defineErrors({
  SIGN_IN_BAD_RETURN_PATH: { status: 400, kind: 'config', title: 'Invalid return path' },
  SIGN_IN_FLOW_REFUSED: { status: 400, kind: 'config', title: 'This sign-in is invalid or has expired' },
  SIGN_IN_REFUSED: { status: 400, kind: 'config', title: 'The service did not confirm the sign-in' },
  SIGN_IN_DENIED: { status: 403, kind: 'config', title: 'The sign-in was cancelled' },
  SIGN_IN_UNKNOWN_IDENTITY: {
    status: 403,
    kind: 'config',
    title: 'No account is linked to this identity',
  },
  SIGN_IN_EMAIL_UNVERIFIED: {
    status: 403,
    kind: 'config',
    title: 'The service has not verified the email address',
  },
  SIGN_IN_NOT_RECENT: { status: 403, kind: 'config', title: 'Confirm that it is you' },
  SIGN_IN_SERVICE_NOT_FOUND: { status: 404, kind: 'config', title: 'Sign-in service not found' },
  SIGN_IN_IDENTITY_NOT_FOUND: { status: 404, kind: 'config', title: 'Linked identity not found' },
  SIGN_IN_EMAIL_TAKEN: { status: 409, kind: 'config', title: 'An account with this email address exists' },
  SIGN_IN_IDENTITY_TAKEN: {
    status: 409,
    kind: 'config',
    title: 'The identity is linked to another account',
  },
  SIGN_IN_LAST_WAY: { status: 409, kind: 'config', title: 'This is the last way to sign in' },
  SIGN_IN_TOO_MANY_IDENTITIES: { status: 409, kind: 'config', title: 'Too many linked identities' },
  SIGN_IN_UNAVAILABLE: { status: 503, kind: 'transient', title: 'The sign-in service is unavailable' },
})
