import type { ErrorMeaning } from '@tributary/integration-kit/providers'

/** By status: https://docs.stripe.com/api/errors#errors-http_status_code_summary */
export const STATUSES: readonly ErrorMeaning[] = [
  {
    errors: [401],
    code: 'auth_expired',
    message: 'Stripe rejected the API key: enter another one.',
  },
  {
    errors: [403],
    code: 'permission_denied',
    message: 'The API key may not do this: give it Checkout Sessions: Write.',
  },
]

export const MISSING = 'Stripe has no such payment.'

/** By `type` and `code`: https://docs.stripe.com/api/errors, https://docs.stripe.com/error-codes */
export const ERRORS: readonly ErrorMeaning[] = [
  {
    errors: ['card_error'],
    code: 'invalid_data',
    message: 'The card was declined.',
  },
  {
    errors: ['idempotency_error'],
    code: 'invalid_data',
    message: 'There is another payment with this reference: use a new one.',
  },
  {
    errors: ['resource_missing'],
    code: 'invalid_data',
    message: MISSING,
  },
  {
    errors: ['amount_too_small'],
    code: 'invalid_data',
    message: 'The amount is below the least that Stripe takes.',
  },
]
