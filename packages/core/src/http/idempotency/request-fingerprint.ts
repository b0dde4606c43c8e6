import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Principal } from '../../principal.ts'

/**
 * Digest of what a request asks for: method, address and body. The order of members in a JSON body does not matter: a client
 * that builds it again for a retry may write them otherwise.
 *
 * The scopes of an API key belong to it: another key of the person must not be shown an answer that it could not have got itself.
 *
 * `parts`: digests of what the handler reads by itself, such as a file.
 */
export function requestFingerprint(
  { method, url, body, principal }: Pick<FastifyRequest, 'method' | 'url' | 'body' | 'principal'>,
  parts: readonly string[],
): string {
  return createHash('sha256')
    .update(JSON.stringify([method, url, ordered(body), scopesOf(principal), ...parts]))
    .digest('base64url')
}

/** Null for a session, which has all rights, whichever of the person it is. */
function scopesOf(principal: Principal | null): readonly string[] | null {
  return principal?.kind === 'api_key' ? (principal.scopes ?? []).toSorted() : null
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return members.map(([name, inner]) => [name, ordered(inner)])
}
