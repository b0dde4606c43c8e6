import { Type } from 'typebox'

/** The answer 429 of a route with a limit for each person, for its document. `description` names the codes. */
export function overLimit(description: string) {
  return {
    description: `${description} \`Retry-After\` is in seconds.`,
    content: { 'application/problem+json': { schema: OverLimit } },
  }
}

const OverLimit = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.Optional(Type.String()),
    used: Type.Optional(Type.Integer({ description: 'Your current usage.' })),
    permitted: Type.Optional(Type.Integer({ description: 'Your limit.' })),
  },
  { additionalProperties: true },
)
