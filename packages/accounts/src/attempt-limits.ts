import rateLimit from '@fastify/rate-limit'
import { type PluginApp, ProblemError } from '@tributary/core'
import type { FastifyRequest } from 'fastify'
import { accountsErrors } from './accounts-errors.ts'
import type { AttemptLimit } from './accounts-options.ts'

/** Counts an attempt; throws `ACCOUNTS_RATE_LIMITED` with `Retry-After` when the limit is exceeded. */
export type CountAttempt = (request: FastifyRequest) => Promise<void>

/** Enables limits in these routes. Await it before the first `limitAttempts`. */
export async function allowLimits(app: PluginApp): Promise<void> {
  await app.register(rateLimit, { global: false })
}

/** A limit per client address, or per key that `keyOf` derives from the request. */
export function limitAttempts(
  app: PluginApp,
  limit: AttemptLimit,
  keyOf?: (request: FastifyRequest) => string,
): CountAttempt {
  const check = app.createRateLimit({
    max: limit.max,
    timeWindow: limit.within,
    ...(keyOf === undefined ? {} : { keyGenerator: keyOf }),
  })
  return async (request) => {
    const outcome = await check(request)
    if (outcome.isAllowed || !outcome.isExceeded) return
    throw new ProblemError(accountsErrors.ACCOUNTS_RATE_LIMITED, {
      detail: `Try again in ${outcome.ttlInSeconds} seconds.`,
      headers: { 'retry-after': String(outcome.ttlInSeconds) },
    })
  }
}
