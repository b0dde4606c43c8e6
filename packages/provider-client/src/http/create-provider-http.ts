import {
  type HttpAnswer,
  IntegrationError,
  isIntegrationError,
  type ProviderHttp,
} from '@tributary/integration-kit'
import {
  type Accept,
  type ApiContext,
  type ApiDefinition,
  type HttpRequest,
} from '@tributary/integration-kit/host'
import { readRetryAfter } from '@tributary/integration-kit/providers'
import type { Static, TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { findEgressError } from '../egress/egress-error.ts'
import type { Authorization, Authorizer, RateBudget } from './authorizer.ts'
import { type BuiltRequest, buildRequest } from './build-request.ts'
import { type EnteredIn, errorOfStatus } from './error-of-status.ts'
import { followPages } from './follow-pages.ts'
import type { ProviderFetch } from './provider-fetch.ts'
import { parseRefusal, type ReadBody, readBody, readText } from './read-body.ts'
import { redact } from './redact.ts'
import { type ResolvedApi, resolveApi } from './resolve-api.ts'

/** The logger of a client: a subset of pino's methods. */
export interface ClientLogger {
  debug(data: object, message: string): void
}

/** The dependencies of a run's requests. */
export interface ProviderHttpOptions {
  readonly api: ApiDefinition
  /** The settings that the API's address and headers depend on. Default: none. */
  readonly context?: ApiContext
  /** Who has entered what the API depends on, for messages that say what to do. Default: a person, for a connection. */
  readonly enteredIn?: EnteredIn
  /** Without it, requests carry no credentials. */
  readonly authorizer: Authorizer | undefined
  readonly budget: RateBudget | undefined
  readonly fetch: ProviderFetch
  readonly signal: AbortSignal
  readonly logger: ClientLogger
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
}

/** From the first byte sent to the last one received. Longer requests are retried later. */
const TIMEOUT_MILLISECONDS = 60_000

/** Creates the HTTP client of a stream. */
export function createProviderHttp(options: ProviderHttpOptions): ProviderHttp {
  const client = new Client(options)
  const request: ProviderHttp['request'] = async (one) => client.send(one)
  return {
    request,
    get: async (path, content) => (await request({ ...content, method: 'GET', path })).body,
    post: async (path, content) => (await request({ ...content, method: 'POST', path })).body,
    pages: (path, content) => followPages(client, path, content),
  }
}

class Client {
  readonly #options: ProviderHttpOptions
  readonly base: URL
  readonly #api: ResolvedApi

  constructor(options: ProviderHttpOptions) {
    this.#options = options
    this.#api = resolveApi(options.api, options.context ?? { config: {}, connection: {} }, options.enteredIn)
    this.base = this.#api.base
  }

  async send<T extends TSchema>(request: HttpRequest<T>): Promise<HttpAnswer<Static<T>>> {
    const { authorizer } = this.#options
    const authorization = await authorizer?.authorize()
    const answer = await this.#ask(request, authorization)
    if (authorizer === undefined || authorization === undefined || answer.error?.code !== 'auth_expired')
      return this.#checked(answer, request.schema, authorization)
    await authorizer.renew(authorization)
    // A second refusal after a refresh is not an expired token.
    const renewed = await authorizer.authorize()
    return this.#checked(await this.#ask(request, renewed), request.schema, renewed)
  }

  async #ask(request: HttpRequest<TSchema>, authorization: Authorization | undefined): Promise<ReadAnswer> {
    const { signal, budget, logger } = this.#options
    signal.throwIfAborted()
    await budget?.take(request.cost)
    const { url, init } = buildRequest(this.#api, request, authorization)
    const { status, headers, read } = await this.#fetch(url, init, request.accept ?? 'json')
    // The query may hold a key, so it is not logged; nor is the path of an address in a configuration, which may be a secret as a whole.
    const place = this.#options.enteredIn === 'configuration' ? { host: url.host } : { path: url.pathname }
    logger.debug({ method: request.method, ...place, status }, 'provider request answered')
    const left = budget === undefined ? undefined : this.#options.api.limitHeaders?.(headers)
    if (left !== undefined) await budget?.report(left)
    return this.#classified({ status, headers, read }, authorization)
  }

  async #fetch(url: URL, init: BuiltRequest['init'], accept: Accept): Promise<Omit<ReadAnswer, 'error'>> {
    const { signal, fetch } = this.#options
    try {
      const response = await fetch(url, {
        ...init,
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MILLISECONDS)]),
      })
      const { status, headers } = response
      const read: ReadBody = isSuccess(status)
        ? await readBody(response, accept)
        : { kind: 'parsed', value: parseRefusal(await readText(response)) }
      return { status, headers, read }
    } catch (error) {
      signal.throwIfAborted()
      throw this.#unreachable(error)
    }
  }

  #unreachable(error: unknown): unknown {
    if (isIntegrationError(error)) return error
    const refused = findEgressError(error)
    if (refused !== undefined)
      return new IntegrationError('bad_configuration', refused.message, { cause: refused })
    const message = `${this.base.host} could not be reached, or its answer was incomplete.`
    return new IntegrationError('upstream', message, { cause: error })
  }

  /** Determines the error of an answer, and blocks the budget for the wait that the provider requests. */
  async #classified(
    answer: Omit<ReadAnswer, 'error'>,
    authorization: Authorization | undefined,
  ): Promise<ReadAnswer> {
    const { headers } = answer
    const { now = Date.now, budget } = this.#options
    const retryAfterSeconds = readRetryAfter(headers, now())
    const error = this.#errorOf(answer, { authorization, retryAfterSeconds })
    if (error?.code !== 'rate_limit') return { ...answer, error }
    const seconds = error.retryAfterSeconds ?? retryAfterSeconds
    if (seconds === undefined) return { ...answer, error }
    await budget?.block(seconds)
    if (error.retryAfterSeconds !== undefined) return { ...answer, error }
    const timed = new IntegrationError('rate_limit', error.message, {
      retryAfterSeconds: seconds,
      cause: error,
    })
    return { ...answer, error: timed }
  }

  /**
   * Tokens are redacted from answers that an error keeps; a successful answer, which may be long, is redacted only if
   * it is classified as an error.
   */
  #errorOf(
    { status, headers, read }: Omit<ReadAnswer, 'error'>,
    {
      authorization,
      retryAfterSeconds,
    }: { authorization: Authorization | undefined; retryAfterSeconds: number | undefined },
  ): IntegrationError | undefined {
    const { classify } = this.#options.api
    const body = read.kind === 'parsed' ? read.value : read.text
    if (isSuccess(status) && classify?.({ status, headers, body }) === undefined) return undefined
    const redacted = { status, headers, body: this.#redacted(body, authorization) }
    const error = classify?.(redacted)
    if (error !== undefined || isSuccess(status)) return error
    const { enteredIn = 'connection' } = this.#options
    return errorOfStatus(redacted, { host: this.base.host, enteredIn, retryAfterSeconds })
  }

  #redacted(body: unknown, authorization: Authorization | undefined): unknown {
    return redact(body, { ...authorization?.headers, ...authorization?.query, ...this.#api.query })
  }

  #checked<T extends TSchema>(
    { status, headers, read, error }: ReadAnswer,
    schema: T,
    authorization: Authorization | undefined,
  ): HttpAnswer<Static<T>> {
    if (error !== undefined) throw error
    const { host } = this.base
    if (read.kind === 'other')
      throw new IntegrationError('upstream', `${host} answered in an unexpected format.`)
    const validator = validatorOf(schema)
    if (read.kind === 'parsed' && validator.Check(read.value))
      return { status, headers, body: read.value as Static<T> }
    const [first] = read.kind === 'parsed' ? validator.Errors(read.value) : []
    const where =
      first === undefined ? 'it cannot be parsed' : `${first.instancePath || 'it'} ${first.message}`
    throw new IntegrationError(
      'invalid_data',
      `${host} sent an answer that does not match its documentation: ${where}.`,
      {
        raw: this.#redacted(read.kind === 'parsed' ? read.value : read.text, authorization),
      },
    )
  }
}

interface ReadAnswer {
  readonly status: number
  readonly headers: Headers
  readonly read: ReadBody
  readonly error: IntegrationError | undefined
}

function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299
}

const validators = new WeakMap<TSchema, Validator>()

function validatorOf(schema: TSchema): Validator {
  let validator = validators.get(schema)
  if (validator === undefined) {
    validator = Compile(schema)
    validators.set(schema, validator)
  }
  return validator
}
