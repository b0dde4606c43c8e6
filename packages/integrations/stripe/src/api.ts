import {
  type HttpAnswer,
  IntegrationError,
  isIntegrationError,
  type ProviderHttp,
} from '@tributary/integration-kit'
import {
  errorFrom,
  type NewPayment,
  type Payment,
  type PaymentProvider,
} from '@tributary/integration-kit/providers'
import type { Static } from 'typebox'
import { Check } from 'typebox/value'
import { CheckoutSession, CheckoutSessions, StripeError, StripeEvent } from './api-shapes.ts'
import { ERRORS, MISSING, STATUSES } from './errors-table.ts'
import { fromStripe, toStripe } from './stripe-amount.ts'
import { isSignedByStripe } from './verify-signature.ts'

/** Answers keep the shape of this version. */
export const API_VERSION = '2025-09-30.clover'
/** With the charge, which alone tells of a refund. */
const EXPANDED = 'payment_intent.latest_charge'
/** The limit of Stripe; a longer one is a digest of itself. */
const LONGEST_KEY = 255

export interface StripeAccess {
  readonly http: ProviderHttp
  readonly webhookSecret: string
  readonly now: () => number
}

/** Payments as sessions of Stripe Checkout: the person pays on a page of Stripe. */
export function openPayments({ http, webhookSecret, now }: StripeAccess): PaymentProvider {
  return {
    create: (payment) => createSession(http, payment),
    read: (id) => readSession(http, id),
    async verify({ headers, rawBody }) {
      const header = headers.get('stripe-signature') ?? ''
      if (!isSignedByStripe({ header, rawBody }, { secret: webhookSecret, now: now() })) return undefined
      const event = parsed(rawBody)
      if (!Check(StripeEvent, event)) return undefined
      const { object } = event.data
      if (object.object === 'checkout.session') return { paymentId: object.id }
      // Of a refund, and of a payment itself: which session it belongs to has to be asked.
      const intent = object.object === 'payment_intent' ? object.id : object.payment_intent
      return intent === undefined || intent === null ? undefined : sessionOf(http, intent)
    },
  }
}

/** The same reference is the same session: Stripe answers a repeated key with what it answered first, for at least 24 hours. */
async function createSession(http: ProviderHttp, payment: NewPayment): Promise<Payment> {
  const { reference, description, returnUrl } = payment
  if (reference === '' || reference.length > LONGEST_KEY - KEY_PREFIX.length)
    throw new IntegrationError('invalid_data', 'Stripe cannot take a reference of this length.')
  const { amount, currency } = toStripe(payment.amount)
  const session = await http.post('/v1/checkout/sessions', {
    schema: CheckoutSession,
    headers: { 'idempotency-key': KEY_PREFIX + reference },
    form: {
      mode: 'payment',
      client_reference_id: reference,
      success_url: returnUrl,
      cancel_url: returnUrl,
      'line_items[0][quantity]': '1',
      'line_items[0][price_data][currency]': currency,
      'line_items[0][price_data][unit_amount]': String(amount),
      'line_items[0][price_data][product_data][name]': description,
      'payment_intent_data[metadata][reference]': reference,
    },
  })
  return paymentOf(session)
}

const KEY_PREFIX = 'tributary-'

async function readSession(http: ProviderHttp, id: string): Promise<Payment | undefined> {
  try {
    const path = `/v1/checkout/sessions/${encodeURIComponent(id)}`
    return paymentOf(await http.get(path, { schema: CheckoutSession, query: { 'expand[]': EXPANDED } }))
  } catch (error) {
    if (isIntegrationError(error, 'invalid_data') && error.message === MISSING) return undefined
    throw error
  }
}

async function sessionOf(http: ProviderHttp, intent: string): Promise<{ paymentId: string } | undefined> {
  const query = { payment_intent: intent, limit: '1' }
  const { data } = await http.get('/v1/checkout/sessions', { schema: CheckoutSessions, query })
  return data[0] === undefined ? undefined : { paymentId: data[0].id }
}

function paymentOf(session: Static<typeof CheckoutSession>): Payment {
  const { id, currency, amount_total: amount, url } = session
  const status = statusOf(session)
  return {
    id,
    status,
    amount: fromStripe({ currency, amount }),
    ...(status === 'open' && url !== undefined && url !== null ? { payUrl: url } : {}),
  }
}

/**
 * A session whose page has been completed may wait for a bank (`unpaid`) and then fail. A session that expired was not paid. A part that was
 * refunded is still a payment.
 */
function statusOf({
  status,
  payment_status: paid,
  payment_intent: intent,
}: Static<typeof CheckoutSession>): Payment['status'] {
  const known = typeof intent === 'object' && intent !== null ? intent : undefined
  const charge = known?.latest_charge
  if (typeof charge === 'object' && charge?.refunded === true) return 'refunded'
  if (paid === 'paid' || paid === 'no_payment_required') return 'paid'
  if (status === 'expired' || known?.status === 'canceled') return 'cancelled'
  return status === 'complete' && known?.status === 'requires_payment_method' ? 'failed' : 'open'
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as unknown
  } catch {
    return undefined
  }
}

/** https://docs.stripe.com/api/errors. Its message is not passed on, since it may repeat a part of the key. */
export function classifyAnswer({ status, body }: HttpAnswer): IntegrationError | undefined {
  if (!Check(StripeError, body)) return undefined
  const { type, code } = body.error
  const ofStatus = errorFrom(STATUSES, status)
  // The meaning of these and `Retry-After` are those of the status.
  if (ofStatus !== undefined || status === 429 || type === 'api_error') return ofStatus
  const known = errorFrom(ERRORS, type) ?? errorFrom(ERRORS, code)
  if (known !== undefined || type !== 'invalid_request_error') return known
  return new IntegrationError(
    'invalid_data',
    `Stripe refused the payment${code === undefined ? '' : ` (${code})`}.`,
  )
}
