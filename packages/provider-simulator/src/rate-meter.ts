import type { ProviderProfile } from './provider-profile.ts'
import type { SimulatorClock } from './simulator-clock.ts'
import type { SimulatorReply } from './simulator-route.ts'

/** Counts the requests of each account, and refuses those over the limit. */
export class RateMeter {
  readonly #limit: NonNullable<ProviderProfile['rateLimit']>
  readonly #clock: SimulatorClock
  readonly #times = new Map<string, number[]>()

  constructor(limit: NonNullable<ProviderProfile['rateLimit']>, clock: SimulatorClock) {
    this.#limit = limit
    this.#clock = clock
  }

  take(account: string): { refusal?: SimulatorReply; headers: Readonly<Record<string, string>> } {
    const { requests, perSeconds, headers } = this.#limit
    const now = this.#clock.now()
    const since = this.#windowStart(now)
    const times = (this.#times.get(account) ?? []).filter((time) => time > since && time <= now)
    this.#times.set(account, times)
    const isOver = times.length >= requests
    if (!isOver) times.push(now)
    const resetSeconds = Math.max(1, Math.ceil((this.#resetAt(times[0] ?? now, since) - now) / 1000))
    const sent = headers?.(requests - times.length, resetSeconds) ?? {}
    if (!isOver) return { headers: sent }
    const refusal = this.#limit.reply?.(resetSeconds) ?? {
      status: 429,
      headers: { 'retry-after': String(resetSeconds) },
      body: { error: { status: 429, message: `At most ${requests} requests in ${perSeconds} s` } },
    }
    return { refusal: { ...refusal, headers: { ...sent, ...refusal.headers } }, headers: sent }
  }

  #windowStart(now: number): number {
    const length = this.#limit.perSeconds * 1000
    return this.#limit.window === 'rolling' ? now - length : Math.floor(now / length) * length - 1
  }

  #resetAt(oldest: number, since: number): number {
    const length = this.#limit.perSeconds * 1000
    return this.#limit.window === 'rolling' ? oldest + length : since + 1 + length
  }
}
