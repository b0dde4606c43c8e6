import { defineIntegration, field, fields } from '@tributary/integration-kit'
import { paymentProvider, type TestContext } from '@tributary/integration-kit/providers'
import { API_VERSION, classifyAnswer, openPayments } from './api.ts'
import { CheckoutSessions } from './api-shapes.ts'
import { icon } from './icon.ts'

export const stripe = defineIntegration({
  name: 'stripe',
  displayName: 'Stripe',
  version: '1.0.0',
  description: 'Takes payments on pages of Stripe Checkout.',
  homepage: 'https://docs.stripe.com/payments/checkout',
  author: 'The Tributary authors',
  tags: ['payment'],
  icon,
  provides: {
    payment: paymentProvider({
      instance: fields({
        apiKey: field.secret({
          label: 'API key',
          description: 'A restricted key is enough.',
          help: 'Dashboard → Developers → API keys → Create restricted key, with the permission Checkout Sessions: Write. A key that begins with rk_test_ or sk_test_ takes no real payments.',
          pattern: '^(sk|rk)_(test|live)_[A-Za-z0-9]+$',
        }),
        webhookSecret: field.secret({
          label: 'Signing secret',
          description: 'Of the webhook endpoint that tells this server of payments.',
          help: 'Dashboard → Developers → Webhooks → the endpoint → Signing secret.',
          pattern: '^whsec_[A-Za-z0-9+/=]+$',
        }),
      }),
      api: {
        baseUrl: 'https://api.stripe.com',
        headers: ({ config }) => ({
          authorization: `Bearer ${config.apiKey}`,
          'stripe-version': API_VERSION,
        }),
        classify: classifyAnswer,
      },
      test: listPayments,
      health: listPayments,
      open: ({ http, config }) => openPayments({ http, webhookSecret: config.webhookSecret, now: Date.now }),
    }),
  },
})

async function listPayments({ http, step }: TestContext): Promise<void> {
  const request = { schema: CheckoutSessions, query: { limit: '1' } }
  await step('Listed payments', () => http.get('/v1/checkout/sessions', request))
}
