import { openProvider } from '@tributary/testkit'
import { expect, test } from 'vitest'
import { createStripeSimulator, signWebhook } from '../simulator/index.ts'
import { stripe } from '../src/index.ts'
import { fromStripe, toStripe } from '../src/stripe-amount.ts'
import { isSignedByStripe } from '../src/verify-signature.ts'

test.each([
  ['CHF', 1250, 1250],
  ['JPY', 1250, 1250],
  // Without a smaller unit, and with two decimals at Stripe.
  ['ISK', 5, 500],
  ['UGX', 5, 500],
  ['MGA', 500, 5],
  ['KWD', 5120, 5120],
])('an amount of %s is written as Stripe counts', (currency, minorUnits, amount) => {
  expect(toStripe({ currency, minorUnits })).toEqual({ currency: currency.toLowerCase(), amount })
  expect(fromStripe({ currency: currency.toLowerCase(), amount })).toEqual({ currency, minorUnits })
})

test.each([
  { currency: 'KWD', minorUnits: 5124 },
  { currency: 'MGA', minorUnits: 550 },
  { currency: 'chf', minorUnits: 100 },
  { currency: 'EURO', minorUnits: 100 },
])('an amount that Stripe cannot take is refused: %j', (money) => {
  expect(() => toStripe(money)).toThrow(expect.objectContaining({ code: 'invalid_data' }))
})

const body = '{"id":"evt_1"}'
const rawBody = new TextEncoder().encode(body)
const seconds = 1_793_491_200
const now = seconds * 1000
const signed = (...secrets: string[]) => signWebhook(body, { secrets, seconds })

test('one of several signatures is enough, as while a secret is rolled', () => {
  for (const header of [signed('a'), signed('old', 'a'), signed('a', 'old')])
    expect(isSignedByStripe({ header, rawBody }, { secret: 'a', now })).toBe(true)
  expect(isSignedByStripe({ header: signed('b', 'c'), rawBody }, { secret: 'a', now })).toBe(false)
})

test('a signature counts for five minutes, whichever clock is ahead', () => {
  for (const [offset, isValid] of [
    [300, true],
    [-300, true],
    [301, false],
    [-301, false],
  ] as const)
    expect(
      isSignedByStripe({ header: signed('a'), rawBody }, { secret: 'a', now: now + offset * 1000 }),
    ).toBe(isValid)
})

test.each([
  '',
  't=1793491200',
  `t=1793491200,v1=${'0'.repeat(64)}`,
  't=1793491200,v1=short',
  signed('a').replace('v1=', 'v0='),
  signed('a').replace('t=', 't=1,t='),
  signed('a').replace(/t=\d+/, 't=NaN'),
  signed('a').replace(/t=\d+,/, ''),
])('the header %j is refused', (header) => {
  expect(isSignedByStripe({ header, rawBody }, { secret: 'a', now })).toBe(false)
})

test('the session of a refund and of a failed payment is looked up, and a part that is refunded is still paid', async () => {
  await using simulator = await createStripeSimulator()
  const { apiKey, webhookSecret, endpoints } = simulator
  const values = { apiKey, webhookSecret }
  await using opened = await openProvider({ integration: stripe, kind: 'payment', values, endpoints })
  await opened.use(async (payments) => {
    const amount = { currency: 'EUR', minorUnits: 990 }
    const returnUrl = 'https://tributary.example.org/paid'
    const { id } = await payments.create({ reference: 'order-1', amount, description: 'A', returnUrl })
    expect(simulator.sessions()).toMatchObject([
      { reference: 'order-1', amount: 990, currency: 'eur', name: 'A', returnUrl },
    ])
    simulator.end(id, 'processing')
    expect(await payments.read(id)).toMatchObject({ status: 'open' })
    for (const type of ['payment_intent.payment_failed', 'charge.refunded'] as const) {
      const { body: text, signature } = simulator.webhook(id, type)
      const headers = new Headers({ 'stripe-signature': signature })
      expect(await payments.verify({ headers, rawBody: new TextEncoder().encode(text) })).toEqual({
        paymentId: id,
      })
    }
    simulator.end(id, 'partly-refunded')
    expect(await payments.read(id)).toMatchObject({ status: 'paid' })
    simulator.end(id, 'refunded')
    expect(await payments.read(id)).toMatchObject({ status: 'refunded' })
  })
})

test('a signed event of another kind tells of no payment', async () => {
  await using simulator = await createStripeSimulator()
  const { apiKey, webhookSecret, endpoints } = simulator
  await using opened = await openProvider({
    integration: stripe,
    kind: 'payment',
    values: { apiKey, webhookSecret },
    endpoints,
  })
  for (const text of [
    'not JSON',
    '{}',
    '{"type":"payout.paid","data":{"object":{"id":"po_1","object":"payout"}}}',
  ]) {
    const signature = signWebhook(text, { secrets: [webhookSecret], seconds: Math.floor(Date.now() / 1000) })
    const headers = new Headers({ 'stripe-signature': signature })
    const verified = await opened.use((payments) =>
      payments.verify({ headers, rawBody: new TextEncoder().encode(text) }),
    )
    expect(verified).toBeUndefined()
  }
})
