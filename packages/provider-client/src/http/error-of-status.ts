import { type HttpAnswer, IntegrationError, type IntegrationErrorCode } from '@tributary/integration-kit'

/** Who has entered what requests depend on: a person for a connection, or an administrator in a configuration. */
export type EnteredIn = 'connection' | 'configuration'

/** What an error is about. */
export interface ErrorPlace {
  readonly host: string
  readonly enteredIn: EnteredIn
  readonly retryAfterSeconds: number | undefined
}

interface Meaning {
  readonly code: IntegrationErrorCode
  readonly message: (host: string, status: number) => string
  /** Where the configuration has the credentials. Default: `message`. */
  readonly messageOfConfiguration?: (host: string) => string
  /** The error for a request without a cursor; becomes the cause of the error. */
  readonly withoutCursor?: Meaning
}

const unavailable: Meaning = {
  code: 'upstream',
  message: (host, status) => `${host} is temporarily unavailable (${status}).`,
}

/** The default meaning of a status, unless the provider's definition overrides it. The only such table. */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  401: {
    code: 'auth_expired',
    message: (host) => `${host} rejected the credentials of this connection. Connect again.`,
    messageOfConfiguration: (host) => `${host} rejected the credentials of this configuration.`,
  },
  403: {
    code: 'permission_denied',
    message: (host) => `${host} denied permission. Connect again and grant the requested permissions.`,
    messageOfConfiguration: (host) => `${host} denied permission to the credentials of this configuration.`,
  },
  408: unavailable,
  410: {
    code: 'cursor_expired',
    message: (host) => `${host} no longer accepts the saved position (410).`,
    withoutCursor: {
      code: 'provider_gone',
      message: (host) => `${host} has shut down this interface (410).`,
    },
  },
  425: unavailable,
  429: { code: 'rate_limit', message: (host) => `${host} requires a wait before the next request.` },
  501: { code: 'invalid_data', message: (host) => `${host} does not support this request (501).` },
}

const MAX_DETAIL = 300

/** The error for an answer with an unsuccessful status. */
export function errorOfStatus(
  { status, body }: HttpAnswer,
  { host, enteredIn, retryAfterSeconds }: ErrorPlace,
): IntegrationError {
  const meaning = MEANINGS[status] ?? (status >= 500 || status < 400 ? unavailable : undefined)
  if (meaning === undefined) {
    return new IntegrationError(
      'invalid_data',
      `${host} refused the request (${status}): ${detailIn(body)}`,
      {
        raw: { status, body },
      },
    )
  }
  const { withoutCursor, message, messageOfConfiguration = message } = meaning
  const described = enteredIn === 'connection' ? message : messageOfConfiguration
  return new IntegrationError(meaning.code, described(host, status), {
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(withoutCursor === undefined
      ? {}
      : { cause: new IntegrationError(withoutCursor.code, withoutCursor.message(host, status)) }),
  })
}

/** The provider's own message, if the answer has one in a usual place. */
function detailIn(body: unknown): string {
  const found = sentenceIn(body) ?? 'the answer gives no reason.'
  return found.length > MAX_DETAIL ? `${found.slice(0, MAX_DETAIL)}…` : found
}

function sentenceIn(body: unknown, depth = 0): string | undefined {
  if (typeof body === 'string') return body.trim() === '' || body.startsWith('<') ? undefined : body.trim()
  if (typeof body !== 'object' || body === null || depth > 3) return undefined
  const { loc, msg } = body as { readonly loc?: unknown; readonly msg?: unknown }
  // FastAPI: `detail: [{ loc: ['query', 'start_date'], msg: 'Field required' }]`, which says nothing without its place.
  if (typeof msg === 'string' && Array.isArray(loc) && loc.length > 0) return `${loc.join('.')}: ${msg}`
  for (const name of ['message', 'msg', 'error_description', 'detail', 'error', 'errors', '0']) {
    const found = sentenceIn((body as Record<string, unknown>)[name], depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}
