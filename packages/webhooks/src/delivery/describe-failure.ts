import { findEgressError } from '@tributary/provider-client'

/** Why a request got no answer, and what to do about it. */
export interface Failure {
  readonly error: string
  readonly advice: string
}

const BY_CODE: Readonly<Record<string, Failure>> = {
  ENOTFOUND: { error: 'The host name does not exist.', advice: 'Check the host in `url`, or its DNS entry.' },
  EAI_AGAIN: { error: 'The host name could not be resolved.', advice: 'Check its DNS entry, or try later.' },
  ECONNREFUSED: {
    error: 'The connection was refused.',
    advice: 'Nothing listens at this host and port: start the receiver, or correct `url`.',
  },
  ECONNRESET: {
    error: 'The receiver closed the connection without an answer.',
    advice: 'Look at the log of the receiver, and of the proxy before it.',
  },
  UND_ERR_SOCKET: {
    error: 'The receiver closed the connection without an answer.',
    advice: 'Look at the log of the receiver, and of the proxy before it.',
  },
  EHOSTUNREACH: { error: 'The host is unreachable.', advice: 'Check its network and its firewall.' },
  UND_ERR_CONNECT_TIMEOUT: {
    error: 'The connection was not accepted in time.',
    advice: 'Check that a firewall lets this server through.',
  },
  CERT_HAS_EXPIRED: { error: 'The TLS certificate has expired.', advice: 'Renew it.' },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    error: 'The TLS certificate is self-signed.',
    advice: 'Use a certificate of a public authority.',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    error: 'The TLS certificate is for another host name.',
    advice: 'Use the name of the certificate in `url`.',
  },
}

/** Describes an error of a request. Its own message may contain the address, which may contain a token. */
export function describeFailure(error: unknown, answerMilliseconds: number): Failure {
  const refused = findEgressError(error)
  if (refused !== undefined)
    return { error: refused.message, advice: 'Enter an address in the public internet, by https.' }
  if (error instanceof Error && error.name === 'TimeoutError') {
    return {
      error: `No answer within ${answerMilliseconds / 1000} s.`,
      advice: 'Answer 2xx as soon as the event is stored, and handle it afterwards.',
    }
  }
  const code = codeOf(error)
  return (
    BY_CODE[code ?? ''] ?? {
      error: `The request failed${code === undefined ? '' : ` (${code})`}.`,
      advice: 'Check that the address can be reached from the internet.',
    }
  )
}

function codeOf(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if ('code' in cause && typeof cause.code === 'string') return cause.code
  return undefined
}

/** What to change at a receiver that has answered with a status that is no success. */
export function adviseOnStatus(status: number): string {
  if (status < 400) return 'Redirects are not followed: enter the final address as `url`.'
  return ADVICE[status] ?? (status < 500 ? REFUSED : 'The receiver failed: look at its log.')
}

const REFUSED = 'The receiver refused the request: look at its log.'

const ADVICE: Readonly<Record<number, string>> = {
  400: 'Verify the signature over the raw body, before it is parsed, with the current secret.',
  401: 'The receiver must accept requests without a sign-in; the signature proves who sends them.',
  403: 'The receiver must accept requests without a sign-in; the signature proves who sends them.',
  404: 'There is nothing at this path: correct `url`.',
  405: 'The receiver must accept POST at this path.',
  410: 'The receiver has been removed: a delivery with this answer disables the endpoint.',
  413: `The receiver must accept bodies of up to 256 KiB.`,
  415: 'The receiver must accept `application/json`.',
  429: 'The receiver has had too many requests; its `Retry-After` is honoured.',
}
