import type { RateLimit } from '@tributary/integration-kit/host'
import { fixedWindowOf } from './fixed-window.ts'

/** Requests that were granted, and when. */
export interface Take {
  /** Seconds since 1970, by the database's clock; of merged takes, the latest. */
  readonly at: number
  readonly n: number
}

/** The state of a budget. */
export interface BudgetState {
  readonly takes: readonly Take[]
  /** Seconds since 1970, by the database's clock. */
  readonly now: number
  readonly blockedUntil: number | undefined
}

/** The granted amount and the new takes, or how long to wait until something can be granted. */
export type Grant =
  | {
      readonly tokens: number
      readonly takes: readonly Take[]
      /** How much of the limit is used afterwards. */
      readonly used: number
      /** How long the tokens may be kept. */
      readonly holdSeconds: number
    }
  | { readonly waitSeconds: number }

/** A request to a budget. */
export interface Asked {
  /** From 0 to 1: the share of the limit that this use may take. Default 1. */
  readonly share?: number
  /** The smallest useful amount. Default 1. */
  readonly need?: number
  /** The largest amount granted at once. Default: a fiftieth of the limit, at most 25. */
  readonly batch?: number
}

/** A tenth of the window: longer leaves more of the limit unused, shorter costs more queries. */
const MAX_HOLD_SECONDS = 2
/** A busy database answers slowly, and tokens that have expired by then are lost. */
const MIN_HOLD_SECONDS = 0.5
const MAX_BATCH = 25
/** Takes within one of this many parts of a rolling window are merged, so that a row does not grow with the limit. */
const PARTS = 60

/** How long a process may keep tokens before it has used them. */
export function holdSeconds({ perSeconds = 24 * 3600 }: RateLimit): number {
  return Math.max(MIN_HOLD_SECONDS, Math.min(MAX_HOLD_SECONDS, perSeconds / 10))
}

/** The most that is granted at once. */
export function largestBatch({ requests }: RateLimit): number {
  return Math.min(MAX_BATCH, Math.max(1, Math.floor(requests / 50)))
}

/**
 * Grants a few requests at once, so that not every request costs a query. No window exceeds the limit, wherever a
 * rolling one begins: a token of a rolling window may be used until `holdSeconds` after it was granted, so it counts
 * that much longer; a token of a fixed window ends with the window.
 */
export function grant(state: BudgetState, limit: RateLimit, asked: Asked = {}): Grant {
  const { share = 1, need = 1, batch = largestBatch(limit) } = asked
  const { now, blockedUntil } = state
  if (blockedUntil !== undefined && blockedUntil > now) return { waitSeconds: blockedUntil - now }
  const live = liveTakes(state, limit)
  const used = usedOf(live)
  const cap = Math.min(limit.requests, Math.max(need, 1, Math.floor(limit.requests * share)))
  const tokens = Math.min(Math.max(batch, need), cap - used)
  if (tokens < need) return { waitSeconds: waitFor(live, { excess: used - cap + need, limit, now }) }
  const window = fixedWindowOf(limit, now)
  return {
    tokens,
    takes: withTake(live, { at: now, n: tokens }, limit),
    used: used + tokens,
    holdSeconds: Math.min(holdSeconds(limit), (window?.end ?? Number.POSITIVE_INFINITY) - now),
  }
}

/** The takes that count at this time. */
export function liveTakes({ takes, now }: BudgetState, limit: RateLimit): readonly Take[] {
  const window = fixedWindowOf(limit, now)
  return takes.filter(({ at }) => (window === undefined ? at + lifetimeOf(limit) > now : at >= window.start))
}

/** The sum of the takes. */
export function usedOf(takes: readonly Take[]): number {
  return takes.reduce((sum, take) => sum + take.n, 0)
}

/** The takes with one more, merged with those of its part of the window. */
export function withTake(takes: readonly Take[], take: Take, limit: RateLimit): readonly Take[] {
  const part = (limit.perSeconds ?? 0) / PARTS
  const isFixed = fixedWindowOf(limit, take.at) !== undefined
  const same = takes.findIndex(({ at }) => isFixed || Math.floor(at / part) === Math.floor(take.at / part))
  if (same === -1) return [...takes, take]
  // Counted from the later of the two: rather too long than too short.
  return takes.with(same, { at: take.at, n: take.n + (takes[same]?.n ?? 0) })
}

/** How long a take of a rolling window counts. */
export function lifetimeOf(limit: RateLimit): number {
  return (limit.perSeconds ?? 0) + holdSeconds(limit)
}

/** Until when enough takes have left the window. */
function waitFor(
  live: readonly Take[],
  { excess, limit, now }: { excess: number; limit: RateLimit; now: number },
): number {
  const window = fixedWindowOf(limit, now)
  if (window !== undefined) return window.end - now
  let left = excess
  for (const take of live.toSorted((a, b) => a.at - b.at)) {
    left -= take.n
    if (left <= 0) return take.at + lifetimeOf(limit) - now
  }
  return lifetimeOf(limit)
}
