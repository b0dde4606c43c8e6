import { Type } from 'typebox'

/** https://docs.slack.dev/reference/methods/chat.postMessage#examples */
export const Ok = Type.Object({ ok: Type.Literal(true) })

/** Answered with the status 200. */
export const Refusal = Type.Object({
  ok: Type.Literal(false),
  error: Type.String(),
  needed: Type.Optional(Type.String()),
})
