import { Type } from 'typebox'

/** https://docs.stripe.com/api/payment_intents/object, with its latest charge. */
const PaymentIntent = Type.Object({
  id: Type.String(),
  status: Type.String(),
  latest_charge: Type.Optional(
    Type.Union([Type.Null(), Type.String(), Type.Object({ refunded: Type.Boolean() })]),
  ),
})

/** https://docs.stripe.com/api/checkout/sessions/object */
export const CheckoutSession = Type.Object({
  id: Type.String(),
  status: Type.Union([Type.String(), Type.Null()]),
  payment_status: Type.String(),
  amount_total: Type.Integer(),
  currency: Type.String(),
  url: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  payment_intent: Type.Optional(Type.Union([Type.Null(), Type.String(), PaymentIntent])),
})

/** A list, as the search for the session of a payment returns it. */
export const CheckoutSessions = Type.Object({ data: Type.Array(CheckoutSession) })

/** https://docs.stripe.com/api/events/object */
export const StripeEvent = Type.Object({
  type: Type.String(),
  data: Type.Object({
    object: Type.Object({
      id: Type.String(),
      object: Type.String(),
      payment_intent: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    }),
  }),
})

/** https://docs.stripe.com/api/errors */
export const StripeError = Type.Object({
  error: Type.Object({ type: Type.String(), code: Type.Optional(Type.String()) }),
})
