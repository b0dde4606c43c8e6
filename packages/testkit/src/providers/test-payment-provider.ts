import type { Integration } from '@tributary/integration-kit'
import type { Money, NewPayment, Payment, PaymentProvider } from '@tributary/integration-kit/providers'
import { describe, expect, test } from 'vitest'
import {
  expectNoSecrets,
  openAt,
  type ProviderCase,
  type ProviderService,
  testProvider,
} from './test-provider.ts'

/** A simulated service with a person who pays. */
export interface PaymentService extends ProviderService {
  /** What becomes of an open payment. */
  end(paymentId: string, outcome: Exclude<Payment['status'], 'open'>): void
  /** How many payments exist. */
  count(): number
  /** A request of the service that tells of a payment, signed `secondsAgo`, with the secret of the service or another one. */
  webhook(
    paymentId: string,
    signed?: { readonly secondsAgo?: number; readonly secret?: string },
  ): { readonly headers: Readonly<Record<string, string>>; readonly body: string }
}

/** A payment provider's description of its service. */
export interface PaymentCase<Service extends PaymentService> extends ProviderCase<Service> {
  /** Amounts that the service takes in the unit of ISO 4217. Default CHF 12.50 and ¥1250. */
  readonly amounts?: readonly Money[]
}

const paymentOf = (reference: string, amount: Money = { currency: 'CHF', minorUnits: 1250 }): NewPayment => ({
  reference,
  amount,
  description: 'Größe <b> & 🎉',
  returnUrl: 'https://tributary.example.org/paid?of=1&b=2',
})

/**
 * The contract of a payment provider, run with the real client and egress guard against its simulated service.
 *
 * @example
 * testPaymentProvider(stripe, { start: startStripe, errors: [{ name: 'a wrong key', values: { apiKey: 'sk_test_x' }, code: 'auth_expired' }] })
 */
export function testPaymentProvider<Service extends PaymentService>(
  integration: Integration,
  {
    start,
    errors,
    amounts = [
      { currency: 'CHF', minorUnits: 1250 },
      { currency: 'JPY', minorUnits: 1250 },
    ],
  }: PaymentCase<Service>,
): void {
  describe(`the payments of ${integration.definition.displayName} keep the contract`, () => {
    testProvider(integration, {
      kind: 'payment',
      start,
      errors,
      call: (payments) => payments.create(paymentOf('order-1')),
    })

    const withPayments = async (work: (payments: PaymentProvider, service: Service) => Promise<void>) => {
      const service = await start()
      try {
        await using opened = await openAt(integration, 'payment', service)
        await opened.use((payments) => work(payments, service))
        expectNoSecrets(opened, undefined)
      } finally {
        await service.stop()
      }
    }
    const verify = (payments: PaymentProvider, { headers, body }: ReturnType<PaymentService['webhook']>) =>
      payments.verify({ headers: new Headers(headers), rawBody: new TextEncoder().encode(body) })

    test.each(amounts)(
      'a payment of $minorUnits $currency is open, has an address, and is read with its amount',
      async (amount) =>
        withPayments(async (payments) => {
          const created = await payments.create(paymentOf('order-1', amount))
          expect(created).toMatchObject({ status: 'open', amount })
          expect(new URL(created.payUrl ?? '').protocol).toBe('https:')
          expect(await payments.read(created.id)).toEqual(created)
        }),
    )

    test('asked for again with the same reference it is the same payment, also at once', async () =>
      withPayments(async (payments, service) => {
        const [one, two] = await Promise.all([
          payments.create(paymentOf('a')),
          payments.create(paymentOf('a')),
        ])
        expect(two).toEqual(one)
        expect(await payments.create(paymentOf('a'))).toEqual(one)
        expect((await payments.create(paymentOf('b'))).id).not.toBe(one.id)
        expect(service.count()).toBe(2)
      }))

    test('the same reference with another amount is refused', async () =>
      withPayments(async (payments) => {
        await payments.create(paymentOf('a'))
        const other = paymentOf('a', { currency: 'CHF', minorUnits: 9999 })
        await expect(payments.create(other)).rejects.toMatchObject({ code: 'invalid_data' })
      }))

    test.each(['paid', 'failed', 'cancelled', 'refunded'] as const)(
      'a payment that is %s is read as such, and cannot be paid',
      async (outcome) =>
        withPayments(async (payments, service) => {
          const { id, amount } = await payments.create(paymentOf('order-1'))
          service.end(id, outcome)
          expect(await payments.read(id)).toEqual({ id, status: outcome, amount })
        }),
    )

    test.each(['missing', '../account', 'a b?c=d'])(
      'a payment that does not exist is undefined (%j)',
      async (id) =>
        withPayments(async (payments) => {
          expect(await payments.read(id)).toBeUndefined()
        }),
    )

    test.each([0, -1, 12.5, Number.NaN, 1e300])('the amount %s is refused', async (minorUnits) =>
      withPayments(async (payments) => {
        const payment = paymentOf('a', { currency: 'CHF', minorUnits })
        await expect(payments.create(payment)).rejects.toMatchObject({ code: 'invalid_data' })
      }),
    )

    test('a request with a signature tells of its payment', async () =>
      withPayments(async (payments, service) => {
        const { id } = await payments.create(paymentOf('order-1'))
        service.end(id, 'paid')
        expect(await verify(payments, service.webhook(id))).toEqual({ paymentId: id })
      }))

    test('a request that is not the service’s is refused: changed, unsigned, old, with another secret', async () =>
      withPayments(async (payments, service) => {
        const { id } = await payments.create(paymentOf('order-1'))
        service.end(id, 'paid')
        const request = service.webhook(id)
        const refused = [
          { ...request, body: `${request.body} ` },
          { ...request, body: request.body.replace(id, 'other') },
          { ...request, headers: {} },
          { ...request, body: '' },
          service.webhook(id, { secondsAgo: 3600 }),
          service.webhook(id, { secondsAgo: -3600 }),
          service.webhook(id, { secret: 'whsec_other' }),
        ]
        for (const each of refused) expect(await verify(payments, each)).toBeUndefined()
      }))
  })
}
