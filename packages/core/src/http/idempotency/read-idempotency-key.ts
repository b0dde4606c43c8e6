import type { FastifyRequest } from 'fastify'
import { ProblemError } from '../../problem.ts'
import { httpErrors } from '../http-errors.ts'

/** A UUID has 36 characters; the rest is room for keys that say what they are of. */
export const LONGEST_KEY = 255
/** Printable ASCII, so that it travels unchanged. */
const KEY = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/
/** RFC 9651, section 3.3.3: a string of structured fields. */
const QUOTED = /^"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/

/**
 * Reads `Idempotency-Key`: a string of structured fields in quotes, as draft-ietf-httpapi-idempotency-key-header has it, or
 * the same without quotes, as most clients send it.
 *
 * @example
 * readIdempotencyKey({ headers: { 'idempotency-key': '"8e03978e"' } }) // '8e03978e'
 * @throws ProblemError `KERNEL_VALIDATION` for an empty, over-long or unprintable key
 */
export function readIdempotencyKey({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const text = headers['idempotency-key']
  if (text === undefined) return undefined
  const raw = String(text)
  const key = QUOTED.exec(raw)?.[1]?.replace(/\\(.)/g, '$1') ?? raw
  if (KEY.test(key) && key.length <= LONGEST_KEY) return key
  const message = `must be 1 to ${LONGEST_KEY} printable ASCII characters, like a UUID`
  throw new ProblemError(httpErrors.KERNEL_VALIDATION, {
    detail: `headers/idempotency-key ${message}`,
    extensions: { errors: [{ in: 'headers', path: '/idempotency-key', message }] },
  })
}
