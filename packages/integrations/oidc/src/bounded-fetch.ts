import { IntegrationError } from '@tributary/integration-kit'
import type { GuardedFetch } from '@tributary/integration-kit/providers'

/** Far more than a discovery document, a key set or a token response takes. */
const MOST_BYTES = 1024 * 1024
/** To a waiting person, a request that takes longer has failed. */
const TIMEOUT_MILLISECONDS = 10_000

/** A request of oauth4webapi. */
interface OutgoingRequest {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: URLSearchParams | undefined
}

export type SendRequest = (url: string, request: OutgoingRequest) => Promise<Response>

/** The guarded `fetch` in the form of oauth4webapi, with a limit of time and of size. */
export function boundedFetch(fetch: GuardedFetch): SendRequest {
  return async (url, { method, headers: sent, body: sentBody }) => {
    const response = await fetch(new URL(url), {
      method,
      headers: sent,
      ...(sentBody === undefined ? {} : { body: sentBody }),
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    })
    const { status, headers } = response
    const body = await readBody(response)
    return new Response(body.length === 0 ? null : body, { status, headers })
  }
}

async function readBody({ body }: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.length
    if (bytes > MOST_BYTES) throw new IntegrationError('upstream', 'An answer of the issuer is too long.')
    chunks.push(chunk)
  }
  return Uint8Array.from(Buffer.concat(chunks))
}
