import type { OAuthServer } from '@tributary/integration-kit/host'
import type { ProviderFetch } from '@tributary/provider-client'
import { OAuthFailure } from './oauth-failure.ts'

/** A request as oauth4webapi passes it. */
interface OutgoingRequest {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body: URLSearchParams
  readonly signal?: AbortSignal | undefined
}

/** Longer than any token response. */
const MAX_BYTES = 256 * 1024

/**
 * A `fetch` for oauth4webapi that adapts a provider to the standard: requests are rewritten to what it accepts,
 * responses to what RFC 6749, section 5 requires. The library is strict on purpose and the flow stays free of special
 * cases; every deviation is data in the provider's `quirks`.
 */
export function adaptFetch(auth: OAuthServer, fetch: ProviderFetch) {
  return async (url: string, request: OutgoingRequest): Promise<Response> => {
    const response = await send(auth, fetch, { url, request })
    // The library does not treat it as a refusal, and whatever its body contains, it is a server error.
    if (response.status >= 500) {
      await response.body?.cancel()
      throw new OAuthFailure('unavailable', `The provider answered a token request with ${response.status}.`)
    }
    const reply = await readReply(response)
    if (reply === undefined)
      return response.status < 400 ? unusable(response.status) : withoutBody(auth, response)
    return rewrite(auth, response, reply)
  }
}

async function send(
  auth: OAuthServer,
  fetch: ProviderFetch,
  { url, request }: { url: string; request: OutgoingRequest },
): Promise<Response> {
  const { tokenParameters = {}, quirks = {} } = auth
  const parameters = new URLSearchParams(request.body)
  for (const [name, value] of Object.entries(tokenParameters)) parameters.set(name, value)
  const clientId = parameters.get('client_id')
  if (quirks.clientIdParameter !== undefined && clientId !== null) {
    parameters.delete('client_id')
    parameters.set(quirks.clientIdParameter, clientId)
  }
  const isJson = quirks.tokenRequest === 'json'
  try {
    return await fetch(new URL(url), {
      method: request.method,
      headers: {
        ...request.headers,
        accept: 'application/json',
        'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded',
      },
      body: isJson ? JSON.stringify(Object.fromEntries(parameters)) : parameters.toString(),
      signal: request.signal ?? null,
    })
  } catch (error) {
    throw new OAuthFailure('unavailable', `${new URL(url).host} could not be reached.`, { cause: error })
  }
}

type Reply = Readonly<Record<string, unknown>>

/**
 * The response as an object; `undefined` if it is not one. Some providers send JSON as text, and GitHub a form by
 * default.
 */
async function readReply(response: Response): Promise<Reply | undefined> {
  const text = await readText(response)
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Reply) : undefined
  } catch {
    const type = response.headers.get('content-type') ?? ''
    if (type.startsWith('application/x-www-form-urlencoded'))
      return Object.fromEntries(new URLSearchParams(text))
    return undefined
  }
}

async function readText(response: Response): Promise<string> {
  try {
    const chunks: Uint8Array[] = []
    let length = 0
    // undici's stream is iterable; the type of `Response` does not say so.
    for await (const chunk of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
      length += chunk.length
      if (length > MAX_BYTES) throw new Error('the reply is too long')
      chunks.push(chunk)
    }
    return Buffer.concat(chunks).toString('utf8')
  } catch (error) {
    throw new OAuthFailure('unavailable', 'The answer of the provider was cut off.', { cause: error })
  }
}

function rewrite(auth: OAuthServer, response: Response, whole: Reply): Response {
  const { quirks = {} } = auth
  const failure = quirks.errorInReply?.(whole) ?? errorIn(whole)
  if (failure !== undefined) {
    const { error, description } = failure
    // A failing status is kept: 401 and 5xx have a meaning of their own.
    const status = response.status >= 400 ? response.status : 400
    return json(
      status,
      { error, ...(description === undefined ? {} : { error_description: description }) },
      response,
    )
  }
  if (response.status >= 400) return withoutBody(auth, response)
  const inner = quirks.replyMember === undefined ? whole : whole[quirks.replyMember]
  const reply = typeof inner === 'object' && inner !== null ? (inner as Reply) : {}
  const { id_token: _unrequested, ...rest } = reply
  return json(
    200,
    {
      ...rest,
      token_type: typeof reply['token_type'] === 'string' ? bearer(reply['token_type']) : 'Bearer',
      ...expiry(reply, quirks.defaultExpiresIn),
      ...('refresh_token' in reply && typeof reply['refresh_token'] !== 'string'
        ? { refresh_token: undefined }
        : {}),
      ...scopes(reply, quirks.replyScopeSeparator ?? auth.scopeSeparator),
    },
    response,
  )
}

/** By RFC 6749 `error` is a string; Google's API style has an object, Fitbit's a list. */
function errorIn(reply: Reply): { error: string; description?: string } | undefined {
  const { error, errors, error_description: description } = reply
  if (typeof error === 'string' && error !== '')
    return { error, ...(typeof description === 'string' ? { description } : {}) }
  const [first] = Array.isArray(errors) ? (errors as unknown[]) : [error]
  if (typeof first !== 'object' || first === null) return undefined
  const { errorType, status, code } = first as Reply
  const named = [errorType, status, code].find((each) => typeof each === 'string')
  return { error: typeof named === 'string' ? named : 'invalid_request' }
}

/** Slack says "bot", Strava "Bearer", some say "bearer token": all of them are used as bearer tokens. */
function bearer(type: string): string {
  return /^(dpop|mac)$/i.test(type) ? type : 'Bearer'
}

function expiry(reply: Reply, fallback: number | null | undefined): { expires_in?: number | undefined } {
  const said = Number(reply['expires_in'])
  if (reply['expires_in'] !== undefined && Number.isFinite(said) && said > 0)
    return { expires_in: Math.floor(said) }
  const at = Number(reply['expires_at'])
  if (reply['expires_at'] !== undefined && Number.isFinite(at))
    return { expires_in: Math.max(1, Math.floor(at - Date.now() / 1000)) }
  return { expires_in: fallback ?? undefined }
}

function scopes(reply: Reply, separator: ' ' | ',' = ' '): { scope?: string | undefined } {
  const { scope } = reply
  const list = Array.isArray(scope)
    ? scope.map(String)
    : typeof scope === 'string'
      ? scope.split(separator)
      : undefined
  // RFC 6749 requires them to be separated by spaces, without empty ones.
  const named = list?.map((each) => each.trim()).filter((each) => each !== '')
  // An empty value is valid: nothing was granted.
  return { scope: named?.join(' ') }
}

/** Headers about the original body, and a challenge, which the library would treat as the whole answer. */
const OF_THE_ORIGINAL = ['content-length', 'content-encoding', 'www-authenticate']

function json(status: number, body: object, original: Response): Response {
  // Other headers are kept: some contain the retry time.
  const headers = new Headers(original.headers)
  for (const name of OF_THE_ORIGINAL) headers.delete(name)
  headers.set('content-type', 'application/json')
  return new Response(JSON.stringify(body), { status, headers })
}

/** An error page, or no body: only the status is usable. */
function withoutBody({ quirks }: OAuthServer, response: Response): Response {
  const error =
    quirks?.errorOfStatus?.[response.status] ?? (response.status === 401 ? 'invalid_client' : 'server_error')
  return json(response.status, { error }, response)
}

function unusable(status: number): Response {
  throw new OAuthFailure('reply', `The provider answered a token request with status ${status} and no JSON.`)
}
