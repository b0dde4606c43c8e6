import type { TObject } from 'typebox'
import { type Provider, type ProviderOptions, providerOf } from './provider.ts'

/** An amount of money. */
export interface Money {
  /** ISO 4217: `CHF`. */
  readonly currency: string
  /** In the smallest unit of the currency: 1250 is CHF 12.50, and JPY 1250. */
  readonly minorUnits: number
}

/** A payment that is asked for. */
export interface NewPayment {
  /** Of the caller. Asked for again with the same reference, it is the same payment. */
  readonly reference: string
  readonly amount: Money
  /** What the person reads. */
  readonly description: string
  /** Where the service sends the browser back to. */
  readonly returnUrl: string
}

/** A payment at the service. */
export interface Payment {
  readonly id: string
  readonly status: 'open' | 'paid' | 'failed' | 'cancelled' | 'refunded'
  readonly amount: Money
  /** Where the person pays, while it is open. */
  readonly payUrl?: string
}

/** A request that claims to be the service's. */
export interface PaymentWebhook {
  readonly headers: Headers
  /** As it was sent, to the byte: what a signature is over. */
  readonly rawBody: Uint8Array
}

/** Takes payments. */
export interface PaymentProvider {
  create(payment: NewPayment): Promise<Payment>
  /** `undefined` if it does not exist. */
  read(id: string): Promise<Payment | undefined>
  /** The payment that a request tells of, once its signature is checked; `undefined` for a request that is not the service's. */
  verify(request: PaymentWebhook): Promise<{ readonly paymentId: string } | undefined>
}

/**
 * Declares through which service payments are taken.
 *
 * @example
 * provides: {
 *   payment: paymentProvider({
 *     instance: fields({ apiKey: field.secret({ label: 'API key' }), webhookSecret: field.secret({ label: 'Webhook secret' }) }),
 *     api: {
 *       baseUrl: 'https://api.payments.example.org',
 *       headers: ({ config }) => ({ authorization: `Bearer ${config.apiKey}` }),
 *     },
 *     test: async ({ http, step }) => {
 *       await step('Read the account', () => http.get('/account', { schema: Sent }))
 *     },
 *     open: ({ http, config }) => openPayments(http, config.webhookSecret),
 *   }),
 * }
 */
export function paymentProvider<Form extends TObject>(
  options: ProviderOptions<'payment', Form>,
): Provider<'payment'> {
  return providerOf('payment', options)
}
