import {
  createProviderSimulator,
  keyProfile,
  type ProviderSimulator,
  type ProviderSimulatorOptions,
  type SimulatorReply,
  type SimulatorRequest,
} from '@tributary/provider-simulator'
import { signWebhook } from './sign-webhook.ts'

type Outcome = 'paid' | 'declined' | 'processing' | 'expired' | 'refunded' | 'partly-refunded'

interface Session {
  readonly id: string
  readonly reference: string
  readonly amount: number
  readonly currency: string
  readonly name: string
  readonly returnUrl: string
  status: 'open' | 'complete' | 'expired'
  paid: 'paid' | 'unpaid'
  intent: { readonly id: string; status: string; refunded: boolean | undefined } | undefined
}

/** An account of Stripe. */
export interface StripeSimulator extends ProviderSimulator {
  readonly apiKey: string
  readonly webhookSecret: string
  /** What the person does on the page, or the bank afterwards. */
  end(sessionId: string, outcome: Outcome): void
  sessions(): readonly Readonly<Session>[]
  /** A webhook about a session, its payment or its refund, signed now. */
  webhook(
    sessionId: string,
    type: 'checkout.session.completed' | 'payment_intent.payment_failed' | 'charge.refunded',
  ): {
    readonly body: string
    readonly signature: string
  }
}

const API = 'https://api.stripe.com'
const API_KEY = 'rk_test_51SimulatedStripeKey0123456789'
const WEBHOOK_SECRET = 'whsec_simulatedSigningSecret0123456789'
/** The least of Stripe, about half a euro. */
const LEAST = 50

/**
 * Starts a simulated Stripe with Checkout sessions: keys, versions, idempotency, amounts and expansion are checked as Stripe does.
 *
 * @example
 * await using simulator = await createStripeSimulator()
 * simulator.end(payment.id, 'paid')
 */
export async function createStripeSimulator(
  options: Pick<ProviderSimulatorOptions, 'port'> = {},
): Promise<StripeSimulator> {
  const sessions = new Map<string, Session>()
  const answered = new Map<string, { readonly parameters: string; readonly reply: SimulatorReply }>()
  const sessionOf = (id: string): Session => {
    const found = sessions.get(id)
    if (found === undefined) throw new Error(`there is no session "${id}"`)
    return found
  }
  const signedIn = (handle: (request: SimulatorRequest) => SimulatorReply) => (request: SimulatorRequest) => {
    const { authorization = '', 'stripe-version': version = '' } = request.headers
    if (authorization !== `Bearer ${API_KEY}`)
      return stripeError(
        401,
        'invalid_request_error',
        undefined,
        `Invalid API Key provided: ${authorization}`,
      )
    return /^\d{4}-\d\d-\d\d/.test(version)
      ? handle(request)
      : stripeError(400, 'invalid_request_error', undefined, 'Invalid Stripe API version')
  }
  const create = ({ body, headers }: SimulatorRequest): SimulatorReply => {
    const form = body as Readonly<Record<string, string>>
    const key = headers['idempotency-key'] ?? crypto.randomUUID()
    const parameters = JSON.stringify(form)
    const before = answered.get(key)
    if (before !== undefined)
      return before.parameters === parameters
        ? before.reply
        : stripeError(
            400,
            'idempotency_error',
            undefined,
            'Keys for idempotent requests can only be used with the same parameters',
          )
    const reply = createSession(sessions, form)
    // A request that was refused before it began is not kept.
    if (reply.status === undefined) answered.set(key, { parameters, reply })
    return reply
  }
  const simulator = await createProviderSimulator({
    ...options,
    name: 'Stripe',
    profile: keyProfile({ apiUrls: [API] }),
    accounts: [{ id: 'acct_1', name: 'Shop' }],
    routes: [
      { method: 'POST', url: `${API}/v1/checkout/sessions`, access: 'open', handle: signedIn(create) },
      {
        url: `${API}/v1/checkout/sessions`,
        access: 'open',
        handle: signedIn(({ query }) => {
          const intent = query.get('payment_intent')
          const found = [...sessions.values()].filter((each) => intent === null || each.intent?.id === intent)
          const data = found.slice(0, Number(query.get('limit') ?? 10)).map((each) => shown(each, false))
          return { body: { object: 'list', data, has_more: false } }
        }),
      },
      {
        url: `${API}/v1/checkout/sessions/:id`,
        access: 'open',
        handle: signedIn(({ params, query }) => {
          const found = sessions.get(params['id'] ?? '')
          if (found === undefined) return stripeError(404, 'invalid_request_error', 'resource_missing')
          return { body: shown(found, query.get('expand[]') === 'payment_intent.latest_charge') }
        }),
      },
    ],
  })
  return {
    ...simulator,
    apiKey: API_KEY,
    webhookSecret: WEBHOOK_SECRET,
    sessions: () => [...sessions.values()],
    end: (id, outcome) => endSession(sessionOf(id), outcome),
    webhook(id, type) {
      const session = sessionOf(id)
      const object = type.startsWith('checkout')
        ? { id, object: 'checkout.session', payment_intent: session.intent?.id ?? null }
        : type.startsWith('charge')
          ? { id: `ch_${id}`, object: 'charge', payment_intent: session.intent?.id ?? null }
          : { id: session.intent?.id ?? '', object: 'payment_intent' }
      const body = JSON.stringify({ id: 'evt_1', object: 'event', type, data: { object } }, undefined, 2)
      const seconds = Math.floor(Date.now() / 1000)
      return { body, signature: signWebhook(body, { secrets: [WEBHOOK_SECRET], seconds }) }
    },
  }
}

function createSession(
  sessions: Map<string, Session>,
  form: Readonly<Record<string, string>>,
): SimulatorReply {
  const price = 'line_items[0][price_data]'
  const currency = form[`${price}[currency]`] ?? ''
  const amount = Number(form[`${price}[unit_amount]`])
  const name = form[`${price}[product_data][name]`] ?? ''
  const returnUrl = form['success_url'] ?? ''
  if (form['mode'] !== 'payment' || name === '' || !/^[a-z]{3}$/.test(currency) || !Number.isInteger(amount))
    return stripeError(400, 'invalid_request_error', 'parameter_missing')
  if (!URL.canParse(returnUrl)) return stripeError(400, 'invalid_request_error', 'url_invalid')
  if (currency === 'xxx') return stripeError(400, 'invalid_request_error', 'currency_not_supported')
  if (amount < LEAST) return stripeError(400, 'invalid_request_error', 'amount_too_small')
  const id = `cs_test_${sessions.size + 1}`
  const session: Session = {
    id,
    reference: form['client_reference_id'] ?? '',
    amount,
    currency,
    name,
    returnUrl,
    status: 'open',
    paid: 'unpaid',
    intent: undefined,
  }
  sessions.set(id, session)
  return { body: shown(session, false) }
}

/** An intent is made when the person begins to pay. */
function endSession(session: Session, outcome: Outcome): void {
  if (outcome === 'expired') {
    session.status = 'expired'
    return
  }
  session.intent ??= { id: `pi_${session.id}`, status: 'processing', refunded: undefined }
  session.status = 'complete'
  if (outcome === 'processing') return
  if (outcome === 'declined') {
    session.intent.status = 'requires_payment_method'
    return
  }
  session.intent.status = 'succeeded'
  session.paid = 'paid'
  session.intent.refunded = outcome === 'refunded'
}

function shown({ id, reference, amount, currency, status, paid, intent }: Session, isExpanded: boolean) {
  const charge =
    intent?.refunded === undefined ? null : { id: `ch_${id}`, object: 'charge', refunded: intent.refunded }
  const expanded = intent && {
    id: intent.id,
    object: 'payment_intent',
    status: intent.status,
    latest_charge: charge,
  }
  return {
    id,
    object: 'checkout.session',
    client_reference_id: reference,
    amount_total: amount,
    currency,
    status,
    payment_status: paid,
    url: status === 'open' ? `https://checkout.stripe.com/c/pay/${id}` : null,
    payment_intent: isExpanded ? (expanded ?? null) : (intent?.id ?? null),
  }
}

function stripeError(
  status: number,
  type: string,
  code?: string,
  message = `The simulator answers ${code ?? type}`,
): SimulatorReply {
  return { status, body: { error: { type, ...(code === undefined ? {} : { code }), message } } }
}
