import { ProblemError } from '@tributary/core'
import type { FastifyRequest } from 'fastify'
import { accountsErrors } from './accounts-errors.ts'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses cross-site requests (CSRF). `SameSite=Lax` stops most of them; this check stops the rest, including
 * requests from other hosts of the same domain and from other ports.
 *
 * A page is same-site if its origin is that of the public URL, a trusted one, or the host that the request is sent
 * to: the same server answers at 127.0.0.1, at localhost and at its network name. The host rule does not apply when
 * `Sec-Fetch-Site` is `cross-site`. Programs send neither header; browsers send them with every unsafe method.
 */
export function refuseCrossSite(request: FastifyRequest, trustedOrigins: ReadonlySet<string>): void {
  if (SAFE_METHODS.has(request.method)) return
  const { origin } = request.headers
  if (origin !== undefined && trustedOrigins.has(origin)) return
  const site = request.headers['sec-fetch-site']
  const saysOwn = site === 'same-origin' || site === 'none'
  // Pages with a strict referrer policy and sandboxed pages send `null`.
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
