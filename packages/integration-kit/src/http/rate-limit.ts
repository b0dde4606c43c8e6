/**
 * One of the limits that a provider sets. Kept across all processes; a job that would exceed it waits instead.
 *
 * @example
 * rateLimits: [
 *   { requests: 200, perSeconds: 900, window: 'fixed', per: 'client' },
 *   { requests: 10_000, perDayIn: 'America/Los_Angeles', counts: 'cost', per: 'client' },
 * ]
 */
export type RateLimit = {
  /** How many requests, or how many units where it counts `cost`. */
  readonly requests: number
  /** `account`: for each person's account; `client`: for all accounts together. */
  readonly per: 'account' | 'client'
  /** `cost`: the `cost` of each request, which is 1 where the request says nothing (YouTube's units). Default `requests`. */
  readonly counts?: 'requests' | 'cost'
} & (
  | {
      readonly perSeconds: number
      /** `rolling`: any stretch of so many seconds; `fixed`: those that begin at multiples of it, on the hour for 3,600. Default `rolling`. */
      readonly window?: 'rolling' | 'fixed'
      readonly perDayIn?: never
    }
  | {
      /** From midnight to midnight of this IANA time zone. */
      readonly perDayIn: string
      readonly perSeconds?: never
      readonly window?: never
    }
)

/** What an answer says is left of a limit. */
export interface LimitLeft {
  readonly remaining: number
  /** When there is more, where the answer says so. */
  readonly resetSeconds?: number
}
