import type { Static, TSchema } from 'typebox'
import type { ContextTypes, TypeOf, ValuesOf } from '../context-types.ts'
import type { IntegrationError } from '../integration-error.ts'
import type { LimitLeft, RateLimit } from './rate-limit.ts'

/** The values of both forms. */
export interface ApiContext<Types extends ContextTypes = object> {
  /** The integration's configuration. */
  readonly config: ValuesOf<TypeOf<Types, 'config'>>
  /** The settings of the connection. */
  readonly connection: ValuesOf<TypeOf<Types, 'connection'>>
}

/** A provider's API. */
export interface ApiDefinition<Types extends ContextTypes = object> {
  /**
   * Paths of requests are relative to it: `https://api.spotify.com/v1`. A function if each connection has its own server; a URL entered
   * by a person may only lead to the public internet.
   *
   * @example
   * baseUrl: ({ connection }) => `${connection.baseUrl}/api/v1`
   */
  readonly baseUrl: string | ((context: ApiContext<Types>) => string)
  /** Sent with every request, in addition to the credentials. */
  readonly headers?:
    | Readonly<Record<string, string>>
    | ((context: ApiContext<Types>) => Readonly<Record<string, string>>)
  /** The provider's limits, which apply all at once. */
  readonly rateLimits?: readonly RateLimit[]
  /**
   * The remaining amounts in the headers of a response: one entry for each of `rateLimits`, in their order, `undefined` if unknown.
   * This way requests of other clients count as well.
   *
   * @example
   * limitHeaders: (headers) => [{ remaining: Number(headers.get('x-ratelimit-remaining') ?? Number.NaN) }]
   */
  limitHeaders?(headers: Headers): readonly (LimitLeft | undefined)[]
  /**
   * The meaning of a response if the status alone does not determine it. Called with every response before its body is validated, so that
   * an error with status 200 is detected. Return `undefined` to use the table of statuses. After `auth_expired` the credentials are
   * renewed and the request is sent once more.
   *
   * @example
   * classify: ({ body }) => (isRefusal(body) ? new IntegrationError('rate_limit', 'Slack asks to wait.') : undefined)
   */
  classify?(answer: HttpAnswer): IntegrationError | undefined
}

/** A provider's response. */
export interface HttpAnswer<Body = unknown> {
  readonly status: number
  readonly headers: Headers
  /**
   * In the type of the request's `accept`. For `classify`: the parsed body, else its text, cut at 64 KiB. Never log it: some providers
   * repeat the token.
   */
  readonly body: Body
}

/**
 * How the body of a response is read: JSON as its value; text as one string; CSV as objects by the names of the first row; XML as an object.
 * `nothing`: a success is a success whatever is in its body, which is `undefined`.
 */
export type Accept = 'json' | 'text' | 'csv' | 'xml' | 'nothing'

type QueryValue = string | number | boolean

/** A list repeats its name, `type=a&type=b`; `undefined` is omitted. */
export type Query = Readonly<Record<string, QueryValue | readonly QueryValue[] | undefined>>

/** A request without its URL. At most one of `json`, `form` and `text`. */
export interface HttpContent<T extends TSchema> {
  /** The schema of the response's body. Additional members are allowed. A mismatch throws `invalid_data`. */
  readonly schema: T
  readonly query?: Query
  /** Sent as `application/json`. */
  readonly json?: unknown
  /** Sent as `application/x-www-form-urlencoded`. */
  readonly form?: Query
  /** Sent unchanged; its type is a header of the request, `text/plain` by default. */
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Default `json`. */
  readonly accept?: Accept
  /** Its cost for limits that count `cost`. Default 1. */
  readonly cost?: number
}

/** A request: `{ method: 'PUT', path: '/me/goals', json: { steps: 10_000 }, schema }`. */
export interface HttpRequest<T extends TSchema> extends HttpContent<T> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Relative to `baseUrl`, or a URL below it from a response. */
  readonly path: string
}

/** The next page: the differences from the previous request, or the URL from the response. */
export type NextPage =
  | string
  | {
      readonly query?: Query
      readonly json?: Readonly<Record<string, unknown>>
      readonly form?: Query
    }

/**
 * The provider's API for a stream. Handles credentials, refresh, time limits, rate limits and redaction. Errors are thrown as
 * `IntegrationError`, which a stream should not catch.
 */
export interface ProviderHttp {
  /** Sends a request and returns the whole response. */
  request<T extends TSchema>(request: HttpRequest<T>): Promise<HttpAnswer<Static<T>>>
  /**
   * @example
   * const body = await http.get('/me/player/recently-played', { schema: RecentlyPlayed, query: { limit: 50, after } })
   */
  get<T extends TSchema>(path: string, content: HttpContent<T>): Promise<Static<T>>
  /**
   * @example
   * const { user } = await http.post('/auth.test', { schema: AuthTest, form: { team: 'T1' } })
   */
  post<T extends TSchema>(path: string, content: HttpContent<T>): Promise<Static<T>>
  /**
   * Requests page after page, by GET, or by POST with a body, and yields each body. `next` receives the whole response and returns the
   * differences for the next page, or `undefined` after the last. Repeating a page is an error, since it would never end.
   *
   * @example
   * http.pages('/activities', { schema: Activities, query: { per_page: 100 }, next: ({ body }) => body.next && { query: { page: body.next } } })
   */
  pages<T extends TSchema>(
    path: string,
    content: HttpContent<T> & {
      next(answer: HttpAnswer<Static<T>>): NextPage | undefined | null | false
    },
  ): AsyncIterable<Static<T>>
}
