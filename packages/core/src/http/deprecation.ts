import type { onRequestHookHandler } from 'fastify'
import { KernelError } from '../kernel-error.ts'
import { isDate } from './date-time.ts'

/** An operation that will end. */
export interface Deprecation {
  /** The date since which it should no longer be used, `YYYY-MM-DD` in UTC. */
  readonly since: string
  /** The first date on which it may be gone, at least half a year later. */
  readonly sunset: string
  /** What clients use instead: `GET /api/library/items`. */
  readonly instead: string
}

/** What the policy of the API's version promises to clients of an operation that ends. */
const SHORTEST_MONTHS = 6

/** Refuses a deprecation that breaks the policy, with a `KernelError` (`BAD_ROUTE`). */
export function checkDeprecation({ since, sunset, instead }: Deprecation, route: string): void {
  const mistake = [since, sunset].some((date) => !isDate(date))
    ? 'with "since" and "sunset" that are not both dates'
    : sunset < monthsAfter(since, SHORTEST_MONTHS)
      ? `with a sunset less than ${SHORTEST_MONTHS} months after "since"`
      : instead === ''
        ? 'without saying what to use instead'
        : undefined
  if (mistake !== undefined)
    throw new KernelError('BAD_ROUTE', `${route} is deprecated ${mistake}: change config.deprecated`)
}

/** Sends `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) with every answer of a route, errors included. */
export function announceDeprecation({ since, sunset }: Deprecation): onRequestHookHandler {
  const deprecation = `@${Date.parse(since) / 1000}`
  const end = new Date(sunset).toUTCString()
  return (_request, reply, done) => {
    reply.headers({ deprecation, sunset: end })
    done()
  }
}

/** What the document says of a deprecated operation, after its own description. */
export function describeDeprecation(description: unknown, { sunset, instead }: Deprecation): string {
  const own = typeof description === 'string' ? `${description} ` : ''
  return `${own}Deprecated: use ${instead}. It may be gone from ${sunset} on.`
}

function monthsAfter(date: string, months: number): string {
  const after = new Date(date)
  after.setUTCMonth(after.getUTCMonth() + months)
  return after.toISOString().slice(0, 10)
}
