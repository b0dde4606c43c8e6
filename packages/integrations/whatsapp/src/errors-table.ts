import type { ErrorMeaning } from '@tributary/integration-kit/providers'

/** By code: https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes */
export const ERRORS: readonly ErrorMeaning[] = [
  {
    errors: [0, 190],
    code: 'auth_expired',
    message: 'WhatsApp rejected the access token. Make another one, of a system user, and enter it.',
  },
  {
    errors: [3, 10, [200, 299]],
    code: 'permission_denied',
    message: 'The access token lacks the permission whatsapp_business_messaging.',
  },
  {
    errors: [368, 131_031, 130_497],
    code: 'permission_denied',
    message: 'WhatsApp has restricted the business account. See its quality page.',
  },
  {
    errors: [131_056],
    code: 'rate_limit',
    message: 'WhatsApp asks to wait before the next message.',
    // Messages to one recipient: one in 6 seconds.
    retryAfterSeconds: 6,
  },
  {
    errors: [4, 80_007, 130_429, 131_048, 133_016],
    code: 'rate_limit',
    message: 'WhatsApp asks to wait before the next message.',
  },
  {
    errors: [33, 100],
    code: 'bad_configuration',
    message: 'The phone number ID or another value is not valid. Compare it with the page API Setup.',
  },
  {
    errors: [[132_000, 132_015]],
    code: 'bad_configuration',
    message:
      'The template does not fit: create it with two variables, in this language, and wait until it is approved.',
  },
  {
    errors: [131_026],
    code: 'bad_configuration',
    message: 'The recipient cannot be reached: the number has no WhatsApp, or an old version.',
  },
  {
    errors: [131_030],
    code: 'bad_configuration',
    message: 'The recipient is not in the list of the test number: add it at API Setup.',
  },
  {
    errors: [131_047],
    code: 'action_required',
    message: 'The recipient has not written for 24 hours: write to the number from the telephone.',
  },
  {
    errors: [131_008, 131_009, 131_051],
    code: 'invalid_data',
    message: 'WhatsApp refused the message.',
  },
  {
    errors: [1, 2, 131_000, 131_016],
    code: 'upstream',
    message: 'WhatsApp is temporarily unavailable.',
  },
]
