import { Type } from 'typebox'

/** https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes */
export const Refusal = Type.Object({ error: Type.Object({ code: Type.Integer() }) })

/** https://developers.facebook.com/docs/whatsapp/cloud-api/reference */
export const Accepted = Type.Object({
  messages: Type.Array(Type.Object({ id: Type.String() }), { minItems: 1 }),
})
export const Numbers = Type.Object({ data: Type.Array(Type.Object({ id: Type.String() })) })

/** https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components */
export const Status = Type.Object({
  id: Type.String(),
  status: Type.Enum(['sent', 'delivered', 'read', 'failed']),
  errors: Type.Optional(
    Type.Array(Type.Object({ code: Type.Integer(), title: Type.Optional(Type.String()) })),
  ),
})
export const Incoming = Type.Object({ from: Type.String(), timestamp: Type.String({ pattern: '^[0-9]+$' }) })
export const Notice = Type.Object({
  entry: Type.Array(
    Type.Object({
      changes: Type.Array(
        Type.Object({
          value: Type.Object({
            metadata: Type.Optional(Type.Object({ phone_number_id: Type.String() })),
            statuses: Type.Optional(Type.Array(Type.Unknown())),
            messages: Type.Optional(Type.Array(Type.Unknown())),
          }),
        }),
      ),
    }),
  ),
})
