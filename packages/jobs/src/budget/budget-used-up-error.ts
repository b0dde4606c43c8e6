import { IntegrationError } from '@tributary/integration-kit'
import type { RateLimit } from '@tributary/integration-kit/host'

/** This server's own budget, or the share for this kind of use, is exhausted: not a refusal of the provider. */
export class BudgetUsedUpError extends IntegrationError {
  constructor({ provider }: { readonly provider: string }, limit: RateLimit, seconds: number) {
    super(
      'rate_limit',
      `${provider} receives no requests for now: it requested a wait, or its ${describeLimit(limit)} are used up. The sync continues automatically.`,
      { retryAfterSeconds: seconds },
    )
    this.name = 'BudgetUsedUpError'
  }
}

function describeLimit({ requests, perSeconds, perDayIn, counts }: RateLimit): string {
  const what = `${requests} ${counts === 'cost' ? 'units' : 'requests'}`
  return perDayIn === undefined ? `${what} in ${perSeconds} s` : `${what} a day (${perDayIn})`
}
