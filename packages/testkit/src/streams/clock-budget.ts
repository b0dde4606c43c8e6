import type { IntegrationDefinition, RateLimit } from '@tributary/integration-kit/host'
import { grant, type Take } from '@tributary/jobs'
import type { RateBudget } from '@tributary/provider-client'
import type { SimulatorClock } from '@tributary/provider-simulator'

/** The limits of a definition on a simulator's clock: where a server would wait, the clock is advanced. */
export function clockBudget({ api }: IntegrationDefinition, clock: SimulatorClock): RateBudget | undefined {
  const limits = (api?.rateLimits ?? []).map((limit) => ({ limit, takes: [] as readonly Take[] }))
  if (limits.length === 0) return undefined
  return {
    async take(cost = 1) {
      for (const state of limits) {
        const need = needOf(state.limit, cost)
        let answer = ask(state, need)
        while ('waitSeconds' in answer) {
          clock.advance(answer.waitSeconds)
          answer = ask(state, need)
        }
        state.takes = answer.takes
      }
    },
    async block(seconds) {
      clock.advance(seconds)
    },
    async report() {},
  }

  function ask(state: { readonly limit: RateLimit; readonly takes: readonly Take[] }, need: number) {
    const now = clock.now() / 1000
    return grant({ takes: state.takes, now, blockedUntil: undefined }, state.limit, { need, batch: need })
  }
}

function needOf({ counts }: RateLimit, cost: number): number {
  return counts === 'cost' ? cost : 1
}
