import { type Static, Type } from 'typebox'
import { FAILING_DAYS } from './delivery/limits.ts'
import type { EndpointRow } from './tables.ts'

export const EXAMPLE_ID = '0198c7e2-0000-7000-8000-000000000000'

const EXAMPLE_TIME = '2026-11-28T12:00:00.000Z'

export const DateTime = Type.String({ format: 'date-time' })

export const Url = Type.String({
  format: 'uri',
  minLength: 1,
  maxLength: 2048,
  description: 'Where events are sent: https, in the public internet or in EGRESS_ALLOW of the server.',
  examples: ['https://example.org/hooks/tributary'],
})

export const Description = Type.String({
  maxLength: 500,
  description: 'For you.',
  examples: ['Home dashboard'],
})

export const Types = Type.Union(
  [Type.Array(Type.String({ minLength: 1, maxLength: 50 }), { minItems: 1, maxItems: 20 }), Type.Null()],
  {
    description: 'The types of GET /api/changes whose changes are sent: `item`, `value` …; null: all.',
    examples: [['item', 'job']],
  },
)

const EXAMPLE = {
  id: EXAMPLE_ID,
  url: 'https://example.org/hooks/tributary',
  description: 'Home dashboard',
  types: null,
  enabled: true,
  disabledReason: null,
  failingSince: null,
  previousSecretUntil: null,
  createdAt: EXAMPLE_TIME,
  updatedAt: EXAMPLE_TIME,
}

const MEMBERS = {
  id: Type.String({ format: 'uuid' }),
  url: Url,
  description: Description,
  types: Types,
  enabled: Type.Boolean({
    description: 'Whether events are sent. What changes meanwhile is sent afterwards.',
  }),
  disabledReason: Type.Union([Type.Enum(['gone', 'failing'], { type: 'string' }), Type.Null()], {
    description: `Why the server has disabled it. \`gone\`: the receiver answered 410. \`failing\`: it has failed for ${FAILING_DAYS} days.`,
  }),
  failingSince: Type.Union([DateTime, Type.Null()], {
    description: 'Since when no delivery has succeeded; null while it works.',
  }),
  previousSecretUntil: Type.Union([DateTime, Type.Null()], {
    description: 'Until when events are also signed with the secret before the last rotation.',
  }),
  createdAt: DateTime,
  updatedAt: DateTime,
}

/** An endpoint as the API shows it. */
export const Endpoint = Type.Object(MEMBERS, {
  title: 'WebhookEndpoint',
  description: 'An address that events are sent to.',
  examples: [EXAMPLE],
})

/** With its secret, which only the answer that made it has. */
export const EndpointWithSecret = Type.Object(
  {
    ...MEMBERS,
    secret: Type.String({
      description: 'What events are signed with: enter it at the receiver. Shown this once.',
    }),
  },
  {
    title: 'WebhookEndpointWithSecret',
    description: 'The endpoint with its new secret.',
    examples: [{ ...EXAMPLE, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=' }],
  },
)

export function viewEndpoint(row: EndpointRow): Static<typeof Endpoint> {
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    types: row.types,
    enabled: row.enabled,
    disabledReason: row.disabled_reason,
    failingSince: row.failing_since?.toISOString() ?? null,
    previousSecretUntil: row.previous_secret_until?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}
