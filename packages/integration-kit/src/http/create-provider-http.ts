import type { FastifyBaseLogger } from 'fastify'
import type { Static, TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { IntegrationError } from '../integration-error.ts'
import type { Authorization, Authorizer, RateBudget } from './authorizer.ts'
import { errorOfStatus } from './error-of-status.ts'
import type { ProviderFetch } from './provider-fetch.ts'
import type { ApiDefinition, ProviderHttp, ProviderPost, ProviderRequest } from './provider-http.ts'
import { type ReadBody, readBody } from './read-body.ts'
import { readRetryAfter } from './retry-after.ts'

/** What a run's requests are made with. */
export interface ProviderHttpOptions {
  readonly api: ApiDefinition
  /** Without it, requests carry no credentials. */
  readonly authorizer: Authorizer | undefined
  readonly budget: RateBudget | undefined
  readonly fetch: ProviderFetch
  readonly signal: AbortSignal
  readonly logger: FastifyBaseLogger
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
}

/** From the first byte sent to the last one received. Providers that take longer are asked again later. */
const TIMEOUT_MILLISECONDS = 60_000

/** Makes the client that a stream is given. */
export function createProviderHttp(options: ProviderHttpOptions): ProviderHttp {
  const client = new Client(options)
  const get = async <T extends TSchema>(path: string, request: ProviderRequest<T>): Promise<Static<T>> =>
    client.send('GET', path, request)
  return {
    get,
    post: async (path, request) => client.send('POST', path, request),
    async *pages(path, { next, ...request }) {
      let query: typeof request.query = {}
      while (query !== undefined) {
        const body: Awaited<ReturnType<typeof get<typeof request.schema>>> = await get(path, {
          ...request,
          query: { ...request.query, ...query },
        })
        yield body
        query = next(body)
      }
    },
  }
}

class Client {
  readonly #options: ProviderHttpOptions
  readonly #base: URL

  constructor(options: ProviderHttpOptions) {
    this.#options = options
    const { baseUrl } = options.api
    this.#base = new URL(baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`)
  }

  async send<T extends TSchema>(
    method: 'GET' | 'POST',
    path: string,
    request: ProviderRequest<T> | ProviderPost<T>,
  ): Promise<Static<T>> {
    const { authorizer } = this.#options
    const authorization = await authorizer?.authorize()
    const answer = await this.#ask(method, path, { request, authorization })
    if (answer.status !== 401 || authorizer === undefined || authorization === undefined)
      return this.#read(answer, request.schema, authorization)
    await authorizer.renew(authorization)
    // What is refused again is no matter of age.
    const renewed = await authorizer.authorize()
    return this.#read(
      await this.#ask(method, path, { request, authorization: renewed }),
      request.schema,
      renewed,
    )
  }

  async #ask(
    method: 'GET' | 'POST',
    path: string,
    {
      request,
      authorization,
    }: { request: ProviderRequest<TSchema>; authorization: Authorization | undefined },
  ): Promise<Answer> {
    const { signal, budget, fetch, logger } = this.#options
    signal.throwIfAborted()
    await budget?.take()
    const url = this.#urlOf(path, { ...request.query, ...authorization?.query })
    const hasBody = 'body' in request
    try {
      const response = await fetch(url, {
        method,
        headers: {
          accept: 'application/json',
          ...(hasBody ? { 'content-type': 'application/json' } : {}),
          ...request.headers,
          ...authorization?.headers,
        },
        ...(hasBody ? { body: JSON.stringify(request.body) } : {}),
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MILLISECONDS)]),
      })
      const { status, headers } = response
      // The query may hold a key, so it is not logged.
      logger.debug({ method, path: url.pathname, status }, 'asked the provider')
      return { status, headers, body: await readBody(response) }
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof IntegrationError) throw error
      throw new IntegrationError(
        'upstream',
        `${this.#base.host} could not be reached, or broke off its answer.`,
        {
          cause: error,
        },
      )
    }
  }

  async #read<T extends TSchema>(
    answer: Answer,
    schema: T,
    authorization: Authorization | undefined,
  ): Promise<Static<T>> {
    const { status, body } = answer
    if (status < 200 || status > 299) throw await this.#refused(answer, authorization)
    if (body.kind === 'text')
      throw new IntegrationError('upstream', `${this.#base.host} answered with something that is no JSON.`)
    const value = body.kind === 'json' ? body.value : undefined
    const validator = validatorOf(schema)
    if (body.kind === 'json' && validator.Check(value)) return value as Static<T>
    const [first] = body.kind === 'json' ? validator.Errors(value) : []
    const where =
      first === undefined ? 'it cannot be parsed' : `${first.instancePath || 'it'} ${first.message}`
    throw new IntegrationError(
      'invalid_data',
      `${this.#base.host} answered with JSON of another shape than it documents: ${where}.`,
      { raw: withoutSecrets(body.kind === 'json' ? value : body.text, authorization) },
    )
  }

  async #refused(answer: Answer, authorization: Authorization | undefined): Promise<IntegrationError> {
    const { status, headers, body } = answer
    const refusal = {
      status,
      headers,
      body: withoutSecrets(body.kind === 'json' ? body.value : body.text, authorization),
    }
    const retryAfterSeconds = readRetryAfter(headers, this.#options.now?.() ?? Date.now())
    const error =
      this.#options.api.classify?.(refusal) ?? errorOfStatus(refusal, this.#base.host, retryAfterSeconds)
    if (error.code === 'rate_limit') {
      const seconds = error.retryAfterSeconds ?? retryAfterSeconds
      if (seconds !== undefined) await this.#options.budget?.block(seconds)
      if (error.retryAfterSeconds === undefined && seconds !== undefined)
        return new IntegrationError('rate_limit', error.message, { retryAfterSeconds: seconds, cause: error })
    }
    return error
  }

  /** Credentials go to the provider's own API alone, also when an address comes out of an answer of it. */
  #urlOf(path: string, query: NonNullable<ProviderRequest<TSchema>['query']>): URL {
    const absolute = /^https?:\/\//i.test(path)
    const url = new URL(absolute ? path : path.replace(/^\/+/, ''), this.#base)
    if (url.origin !== this.#base.origin || !url.pathname.startsWith(this.#base.pathname)) {
      throw new IntegrationError(
        'invalid_data',
        `${this.#base.host} named an address outside its API as the next page.`,
      )
    }
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value))
    return url
  }
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: ReadBody
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

/** Shorter values are too likely to be part of something else. */
const SHORTEST_SECRET = 8

/** Some providers repeat the token in their error message; what is kept of an answer must not hold it. */
function withoutSecrets(body: unknown, authorization: Authorization | undefined): unknown {
  const secrets = Object.values({ ...authorization?.headers, ...authorization?.query })
    .flatMap((value) => [value, ...value.split(' ')])
    .filter((value) => value.length >= SHORTEST_SECRET)
  const text = JSON.stringify(body)
  if (text === undefined || !secrets.some((secret) => text.includes(secret))) return body
  return JSON.parse(
    secrets.reduce((all, secret) => all.replaceAll(JSON.stringify(secret).slice(1, -1), '***'), text),
  ) as unknown
}
