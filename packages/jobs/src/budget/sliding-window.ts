/** Requests that were granted, and when. */
export interface Take {
  /** Seconds since 1970, by the database's clock; of merged takes, the latest. */
  readonly at: number
  readonly n: number
}

/** What a provider allows in any stretch of time. */
export interface RateLimit {
  readonly requests: number
  readonly perSeconds: number
}

/** How a budget stands. */
export interface BudgetState {
  readonly takes: readonly Take[]
  /** Seconds since 1970, by the database's clock. */
  readonly now: number
  readonly blockedUntil: number | undefined
}

/** What was granted and what the takes are then, or how long to wait until there is something to grant. */
export type Grant =
  | { readonly tokens: number; readonly takes: readonly Take[] }
  | { readonly waitSeconds: number }

/** A tenth of the window: the longer, the more of the limit lies unused; the shorter, the more queries. */
const MAX_HOLD_SECONDS = 2
/** A busy database needs a moment to answer, and tokens that are old by then are lost. */
const MIN_HOLD_SECONDS = 0.5
const MAX_BATCH = 25
/** Takes of one of so many parts of the window are kept as one, so that a row does not grow with the limit. */
const PARTS = 60

/** How long a process may keep tokens before it has used them. */
export function holdSeconds({ perSeconds }: RateLimit): number {
  return Math.max(MIN_HOLD_SECONDS, Math.min(MAX_HOLD_SECONDS, perSeconds / 10))
}

/**
 * Grants a few requests at once, so that a request does not cost a query each. No window of `perSeconds`, wherever it
 * begins, then sees more than `requests`: a token may be used until `holdSeconds` after it was granted, so it counts for
 * `perSeconds + holdSeconds`.
 *
 * `share`, from 0 to 1, leaves the rest of the limit to others.
 */
export function grant(state: BudgetState, limit: RateLimit, share = 1): Grant {
  const { now, blockedUntil } = state
  if (blockedUntil !== undefined && blockedUntil > now) return { waitSeconds: blockedUntil - now }
  const lifetime = limit.perSeconds + holdSeconds(limit)
  const live = state.takes.filter((take) => take.at + lifetime > now)
  const used = live.reduce((sum, take) => sum + take.n, 0)
  const cap = Math.max(1, Math.floor(limit.requests * share))
  const batch = Math.min(MAX_BATCH, Math.max(1, Math.floor(limit.requests / 50)))
  const tokens = Math.min(batch, cap - used)
  if (tokens > 0) return { tokens, takes: added(live, { at: now, n: tokens }, limit.perSeconds / PARTS) }
  return { waitSeconds: waitFor(live, { excess: used - cap + 1, lifetime, now }) }
}

function added(takes: readonly Take[], take: Take, part: number): readonly Take[] {
  const same = takes.findIndex(({ at }) => Math.floor(at / part) === Math.floor(take.at / part))
  if (same === -1) return [...takes, take]
  // Counted from the later of the two: too long rather than too short.
  return takes.with(same, { at: take.at, n: take.n + (takes[same]?.n ?? 0) })
}

/** Until when enough takes have left the window. */
function waitFor(
  live: readonly Take[],
  { excess, lifetime, now }: { excess: number; lifetime: number; now: number },
): number {
  let left = excess
  for (const take of live.toSorted((a, b) => a.at - b.at)) {
    left -= take.n
    if (left <= 0) return take.at + lifetime - now
  }
  return lifetime
}
