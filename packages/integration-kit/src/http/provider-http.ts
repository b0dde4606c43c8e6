import type { Static, TSchema } from 'typebox'
import type { ContextTypes, TypeOf, ValuesOf } from '../context-types.ts'
import type { IntegrationError } from '../integration-error.ts'
import type { LimitLeft, RateLimit } from './rate-limit.ts'

/** What the administrator and the person have set. */
export interface ApiContext<Types extends ContextTypes = object> {
  /** The integration's configuration. */
  readonly config: ValuesOf<TypeOf<Types, 'config'>>
  /** The settings of the connection. */
  readonly connection: ValuesOf<TypeOf<Types, 'connection'>>
}

/** A provider's API. */
export interface ApiDefinition<Types extends ContextTypes = object> {
  /**
   * Paths of requests are relative to it: `https://api.spotify.com/v1`. A function where each connection has its own server; what a
   * person has entered there leads to the public internet only.
   *
   * @example
   * baseUrl: ({ connection }) => `${connection.baseUrl}/api/v1`
   */
  readonly baseUrl: string | ((context: ApiContext<Types>) => string)
  /** Sent with every request, besides the credentials. */
  readonly headers?:
    | Readonly<Record<string, string>>
    | ((context: ApiContext<Types>) => Readonly<Record<string, string>>)
  /** What the provider allows: all of these limits at once. */
  readonly rateLimits?: readonly RateLimit[]
  /**
   * What the headers of an answer say is left: one entry for each of `rateLimits`, in their order, `undefined` where they say nothing.
   * What others have used of a limit counts then too.
   *
   * @example
   * limitHeaders: (headers) => [{ remaining: Number(headers.get('x-ratelimit-remaining') ?? Number.NaN) }]
   */
  limitHeaders?(headers: Headers): readonly (LimitLeft | undefined)[]
  /**
   * What an answer of this provider means where its status alone does not tell; sees every answer, so that a refusal inside of a 200
   * is found, before its body is checked. Return `undefined` for what the table of statuses gets right. After `auth_expired` the
   * credentials are renewed and the request is sent once more.
   *
   * @example
   * classify: ({ body }) => (isRefusal(body) ? new IntegrationError('rate_limit', 'Slack asks to wait.') : undefined)
   */
  classify?(answer: HttpAnswer): IntegrationError | undefined
}

/** What a provider answered. */
export interface HttpAnswer<Body = unknown> {
  readonly status: number
  readonly headers: Headers
  /**
   * As the request's `accept` says. For `classify`: what could be parsed of it, else its text, cut at 64 KiB. Never log it as it is: some
   * providers repeat the token.
   */
  readonly body: Body
}

/** How the body of an answer is read: JSON as its value; text as one string; CSV as objects by the names of its first row; XML as an object. */
export type Accept = 'json' | 'text' | 'csv' | 'xml'

type QueryValue = string | number | boolean

/** A list repeats its name, `type=a&type=b`; `undefined` is left out. */
export type Query = Readonly<Record<string, QueryValue | readonly QueryValue[] | undefined>>

/** A request, without where it goes. At most one of `json`, `form` and `text`. */
export interface HttpContent<T extends TSchema> {
  /** What the answer's body has to look like, checked. Members it does not name are let through. Else `invalid_data`. */
  readonly schema: T
  readonly query?: Query
  /** Sent as `application/json`. */
  readonly json?: unknown
  /** Sent as `application/x-www-form-urlencoded`. */
  readonly form?: Query
  /** Sent as it is; its type is a header of the request, `text/plain` by default. */
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Default `json`. */
  readonly accept?: Accept
  /** What it takes off limits that count `cost`. Default 1. */
  readonly cost?: number
}

/** A request: `{ method: 'PUT', path: '/me/goals', json: { steps: 10_000 }, schema }`. */
export interface HttpRequest<T extends TSchema> extends HttpContent<T> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Relative to `baseUrl`, or an address inside of it that an answer named. */
  readonly path: string
}

/** The page after: what differs from the request before, or the address that the answer gave for it. */
export type NextPage =
  | string
  | {
      readonly query?: Query
      readonly json?: Readonly<Record<string, unknown>>
      readonly form?: Query
    }

/**
 * The provider's API as a stream sees it. Credentials, refresh, time limits, rate limits and redaction are taken care of. What goes
 * wrong is thrown as an `IntegrationError`, which a stream lets pass.
 */
export interface ProviderHttp {
  /** Sends a request and returns the whole answer. */
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
   * Asks page after page, by GET, or by POST where there is a body, and yields each body. `next` is given the whole answer and says what differs for the
   * page after, or `undefined` after the last; naming a page twice is an error, since it would never end.
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
