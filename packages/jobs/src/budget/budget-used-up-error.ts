import { IntegrationError } from '@tributary/integration-kit'
import type { RateLimit } from '@tributary/integration-kit/host'

/** This server's own count is used up, or the share of it that a use may take: nothing that the provider has said. */
export class BudgetUsedUpError extends IntegrationError {
  constructor({ provider }: { readonly provider: string }, limit: RateLimit, seconds: number) {
    super(
      'rate_limit',
      `${provider} is not asked again yet: it has asked to wait, or its ${describeLimit(limit)} are used up. This goes on by itself.`,
      { retryAfterSeconds: seconds },
    )
    this.name = 'BudgetUsedUpError'
  }
}

function describeLimit({ requests, perSeconds, perDayIn, counts }: RateLimit): string {
  const what = `${requests} ${counts === 'cost' ? 'units' : 'requests'}`
  return perDayIn === undefined ? `${what} in ${perSeconds} s` : `${what} a day (${perDayIn})`
}
