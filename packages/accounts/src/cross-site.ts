import { ProblemError } from '@tributary/core'
import type { FastifyRequest } from 'fastify'
import { accountsErrors } from './accounts-errors.ts'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses a request that a page of another site made a browser send. `SameSite=Lax` stops most of them; this stops
 * the rest, among them those of other hosts of the same domain and of other ports.
 *
 * A page is ours when its origin is the public URL's or a trusted one, or when it is on the host the request is sent
 * to: the same server answers at 127.0.0.1, at localhost and at its name in the network. That rule counts for nothing
 * when the browser says by `Sec-Fetch-Site` that it is another site. Programs send neither header; browsers do with
 * every unsafe method.
 */
export function refuseCrossSite(request: FastifyRequest, trustedOrigins: ReadonlySet<string>): void {
  if (SAFE_METHODS.has(request.method)) return
  const { origin } = request.headers
  if (origin !== undefined && trustedOrigins.has(origin)) return
  const site = request.headers['sec-fetch-site']
  const saysOwn = site === 'same-origin' || site === 'none'
  // `null` is what a page sends whose referrer policy keeps its origin to itself, and what a sandboxed one sends.
  const own =
    origin === undefined
      ? site === undefined || saysOwn
      : origin === 'null'
        ? saysOwn
        : URL.parse(origin)?.host === request.host && (site === undefined || saysOwn)
  if (own) return
  throw new ProblemError(accountsErrors.ACCOUNTS_CROSS_SITE, {
    detail:
      'A page of another site sent this request. If the page is yours, an administrator can add its origin to the trusted origins.',
  })
}
