import { Counter } from '@tributary/operations'

/** `refused`: the provider has ended the grant. `failed`: any other, possibly temporary reason. */
const RESULTS = ['refreshed', 'refused', 'failed'] as const

export type RefreshResult = (typeof RESULTS)[number]

/** The token calls of this process. */
export class RefreshCounter {
  readonly counter = new Counter({
    name: 'tributary_token_refreshes_total',
    help: 'Token refreshes by this process. refused: the provider has ended the grant; failed: anything else.',
    labelNames: ['integration', 'result'],
    registers: [],
  })

  /** Initializes the counters of all integrations with 0. */
  begin(integrations: readonly string[]): void {
    for (const integration of integrations)
      for (const result of RESULTS) this.counter.inc({ integration, result }, 0)
  }

  count(integration: string, result: RefreshResult): void {
    this.counter.inc({ integration, result })
  }
}
