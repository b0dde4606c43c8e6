/**
 * One of the provider's limits. Counted across all processes; a job that would exceed it waits.
 *
 * @example
 * rateLimits: [
 *   { requests: 200, perSeconds: 900, window: 'fixed', per: 'client' },
 *   { requests: 10_000, perDayIn: 'America/Los_Angeles', counts: 'cost', per: 'client' },
 * ]
 */
export type RateLimit = {
  /** The number of requests, or of units if it counts `cost`. */
  readonly requests: number
  /** `account`: per connected account; `client`: for all accounts together. */
  readonly per: 'account' | 'client'
  /** `cost`: the `cost` of each request, 1 by default (YouTube's units). Default `requests`. */
  readonly counts?: 'requests' | 'cost'
} & (
  | {
      readonly perSeconds: number
      /** `rolling`: any period of this length; `fixed`: periods that begin at multiples of it, on the hour for 3,600. Default `rolling`. */
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

/** The remaining amount of a limit according to a response. */
export interface LimitLeft {
  readonly remaining: number
  /** When the limit is reset, if the response contains it. */
  readonly resetSeconds?: number
}
