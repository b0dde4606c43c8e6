import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

/**
 * Digest of what a request asks for: method, address and body. The order of members in a JSON body does not matter: a client
 * that builds it again for a retry may write them otherwise.
 *
 * `parts`: digests of what the handler reads by itself, such as a file.
 */
export function requestFingerprint(
  { method, url, body }: Pick<FastifyRequest, 'method' | 'url' | 'body'>,
  parts: readonly string[],
): string {
  return createHash('sha256')
    .update(JSON.stringify([method, url, ordered(body), ...parts]))
    .digest('base64url')
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return members.map(([name, inner]) => [name, ordered(inner)])
}
