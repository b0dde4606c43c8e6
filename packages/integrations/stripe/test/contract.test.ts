import { simulatedService, testIntegration, testPaymentProvider } from '@tributary/testkit'
import { createStripeSimulator, signWebhook } from '../simulator/index.ts'
import { stripe } from '../src/index.ts'

const OUTCOMES = { paid: 'paid', failed: 'declined', cancelled: 'expired', refunded: 'refunded' } as const

async function start() {
  const simulator = await createStripeSimulator()
  const { apiKey, webhookSecret } = simulator
  return {
    ...simulatedService(simulator, { values: { apiKey, webhookSecret } }),
    end: (id: string, outcome: keyof typeof OUTCOMES) => simulator.end(id, OUTCOMES[outcome]),
    count: () => simulator.sessions().length,
    webhook(id: string, { secondsAgo = 0, secret = webhookSecret } = {}) {
      const { body } = simulator.webhook(id, 'checkout.session.completed')
      const seconds = Math.floor(Date.now() / 1000) - secondsAgo
      return { body, headers: { 'stripe-signature': signWebhook(body, { secrets: [secret], seconds }) } }
    },
  }
}

const failing = (status: number, type: string, more: { code?: string; retryAfter?: number } = {}) => ({
  arrange: ({ simulator }: Awaited<ReturnType<typeof start>>) =>
    simulator.controls.inject({
      kind: 'status',
      status,
      ...(more.retryAfter === undefined ? {} : { retryAfter: more.retryAfter }),
      body: {
        error: {
          type,
          code: more.code ?? 'other',
          message: 'repeats rk_test_51SimulatedStripeKey0123456789',
        },
      },
    }),
})

testIntegration(stripe, {})

testPaymentProvider(stripe, {
  start,
  amounts: [
    { currency: 'CHF', minorUnits: 1250 },
    { currency: 'JPY', minorUnits: 1250 },
    { currency: 'ISK', minorUnits: 1250 },
    { currency: 'UGX', minorUnits: 5000 },
    { currency: 'MGA', minorUnits: 500_000 },
    { currency: 'KWD', minorUnits: 5120 },
  ],
  errors: [
    { name: 'a wrong key', values: { apiKey: 'sk_test_wrong' }, code: 'auth_expired' },
    {
      name: 'a key without the permission',
      ...failing(403, 'invalid_request_error'),
      code: 'permission_denied',
    },
    {
      name: 'a declined card',
      ...failing(402, 'card_error', { code: 'card_declined' }),
      code: 'invalid_data',
      message: /declined/,
    },
    {
      name: 'an invalid request',
      ...failing(400, 'invalid_request_error', { code: 'parameter_invalid' }),
      code: 'invalid_data',
      message: /parameter_invalid/,
    },
    {
      name: 'another payment with the reference',
      ...failing(400, 'idempotency_error'),
      code: 'invalid_data',
      message: /reference/,
    },
    {
      name: 'an amount that is too small',
      ...failing(400, 'invalid_request_error', { code: 'amount_too_small' }),
      code: 'invalid_data',
      message: /least/,
    },
    {
      name: 'too many requests',
      ...failing(429, 'invalid_request_error', { code: 'rate_limit', retryAfter: 3 }),
      code: 'rate_limit',
      retryAfterSeconds: 3,
    },
    { name: 'a failure of Stripe', ...failing(500, 'api_error'), code: 'upstream' },
  ],
})
