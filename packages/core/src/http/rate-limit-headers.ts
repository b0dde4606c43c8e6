import type { FastifyReply } from 'fastify'
import type { FairTurns } from '../fair-turns.ts'

/** A bound of concurrent requests, as the headers name it. */
export interface Policy {
  readonly name: string
  readonly most: number
  readonly turns: FairTurns
}

const policies = new WeakMap<readonly Policy[], string>()

/**
 * The headers `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers). The bounds are of concurrency, for
 * which the draft has the quota unit `concurrent-requests`: `q` is how many requests of the sender are handled at once, `r`
 * how many more would be now. There is no window, so neither `w` nor `t`: a place is free when a request has ended. A
 * request over `q` waits for its turn; only when too many wait, or it waits for too long, is the answer 429.
 */
export function limitHeaders(bounds: readonly Policy[], remaining: number): Record<string, string> {
  return {
    'ratelimit-policy': policyOf(bounds),
    ratelimit: bounds.map(({ name }) => `"${name}";r=${remaining}`).join(', '),
  }
}

/** Adds the same headers to an answer, with what is left for the sender now. */
export function describeLimits(reply: FastifyReply, bounds: readonly Policy[], sender: string): void {
  let remaining = ''
  for (const { name, most, turns } of bounds) {
    const left = `"${name}";r=${Math.max(0, most - turns.heldBy(sender))}`
    remaining = remaining === '' ? left : `${remaining}, ${left}`
  }
  reply.header('ratelimit-policy', policyOf(bounds)).header('ratelimit', remaining)
}

function policyOf(bounds: readonly Policy[]): string {
  const known = policies.get(bounds)
  if (known !== undefined) return known
  const text = bounds.map(({ name, most }) => `"${name}";q=${most};qu="concurrent-requests"`).join(', ')
  policies.set(bounds, text)
  return text
}
