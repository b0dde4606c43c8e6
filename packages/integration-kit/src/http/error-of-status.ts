import { IntegrationError, type IntegrationErrorCode } from '../integration-error.ts'
import type { Refusal } from './provider-http.ts'

interface Meaning {
  readonly code: IntegrationErrorCode
  readonly says: (host: string, status: number) => string
}

const unavailable: Meaning = {
  code: 'upstream',
  says: (host, status) => `${host} is out of order for the moment (${status}).`,
}

/** What a status means where the provider's definition does not know better. The one such table. */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  401: {
    code: 'auth_expired',
    says: (host) => `${host} does not take this connection's credentials any more. Connect again.`,
  },
  403: {
    code: 'permission_denied',
    says: (host) => `${host} does not allow this. Connect again and grant what is asked for.`,
  },
  408: unavailable,
  410: { code: 'provider_gone', says: (host) => `${host} has switched this interface off for good (410).` },
  425: unavailable,
  429: { code: 'rate_limit', says: (host) => `${host} asks to wait before the next request.` },
  501: { code: 'invalid_data', says: (host) => `${host} does not know this request (501).` },
}

/** Turns an answer that is no success into the error the engine acts on. */
export function errorOfStatus(
  { status, body }: Refusal,
  host: string,
  retryAfterSeconds: number | undefined,
): IntegrationError {
  const meaning = MEANINGS[status] ?? (status >= 500 || status < 400 ? unavailable : undefined)
  if (meaning === undefined) {
    return new IntegrationError('invalid_data', `${host} refused the request (${status}): ${wordsOf(body)}`, {
      raw: { status, body },
    })
  }
  const message = meaning.says(host, status)
  return retryAfterSeconds === undefined
    ? new IntegrationError(meaning.code, message)
    : new IntegrationError(meaning.code, message, { retryAfterSeconds })
}

/** The provider's own sentence, where its answer has one in a usual place. */
function wordsOf(body: unknown): string {
  const found = sentenceIn(body) ?? 'it gives no reason.'
  return found.length > 300 ? `${found.slice(0, 300)}…` : found
}

function sentenceIn(body: unknown, depth = 0): string | undefined {
  if (typeof body === 'string') return body.trim() === '' || body.startsWith('<') ? undefined : body.trim()
  if (typeof body !== 'object' || body === null || depth > 3) return undefined
  for (const name of ['message', 'error_description', 'detail', 'error', 'errors', '0']) {
    const found = sentenceIn((body as Record<string, unknown>)[name], depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}
