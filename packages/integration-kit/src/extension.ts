import type { Static, TObject, TSchema } from 'typebox'
import type { ConfigurationValues } from './config/configuration-values.ts'
import type { ProviderHttp } from './http/provider-http.ts'
import type { ProviderAccount } from './integration.ts'

/** An account of a person, opened: what its routes and services ask the provider through. */
export interface OpenedAccount {
  /** With the person's credentials, the rate limits and the egress guard; without credentials where there is no account. */
  readonly http: ProviderHttp
  readonly config: ConfigurationValues
  /** The settings of the connection. */
  readonly connection: ConfigurationValues
  readonly account: ProviderAccount | undefined
}

/** What the handler of a route is given. */
export interface OwnRequest<Query, Body> extends OpenedAccount {
  readonly userId: string
  readonly query: Query
  readonly body: Body
  /** Aborts after 30 s. */
  readonly signal: AbortSignal
}

export interface OwnRouteOptions<Q extends TObject, B extends TObject, R extends TSchema> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Under `/api/<name>`, like `/search`. Names of the standard routes are taken. */
  readonly path: string
  readonly summary: string
  readonly query?: Q
  readonly body?: B
  readonly response: R
  handle(request: OwnRequest<Static<Q>, Static<B>>): Promise<Static<R>>
}

/** A route of an integration's own. Made by `ownRoute`. */
export interface OwnRoute extends Omit<OwnRouteOptions<TObject, TObject, TSchema>, 'handle'> {
  handle(request: OwnRequest<unknown, unknown>): Promise<unknown>
}

/** Opens an account for a service; `undefined` for a connection that has ended or is another's. */
export type OpenAccount = (whose: {
  readonly userId: string
  /** Absent where the integration has no accounts. */
  readonly connectionId?: string | undefined
  readonly signal: AbortSignal
}) => Promise<OpenedAccount | undefined>

/** What an integration has besides its streams. */
export interface Extension {
  readonly routes?: readonly OwnRoute[]
  /**
   * Services that other plugins resolve, by the name of the integration and theirs: `catalog` of `spotify` is
   * `serviceKey<Catalog>('spotifyCatalog')`.
   */
  readonly services?: Readonly<Record<string, (context: { readonly open: OpenAccount }) => unknown>>
}

/**
 * A route of an integration's own, for a signed-in person and one of their accounts: their only one, or the one that the query parameter
 * `connectionId` names.
 *
 * @example
 * extend: {
 *   routes: [
 *     ownRoute({
 *       method: 'GET', path: '/search', summary: 'Search the catalogue',
 *       query: Type.Object({ text: Type.String() }),
 *       response: Type.Object({ titles: Type.Array(Type.String()) }),
 *       handle: async ({ http, query }) => http.get('/search', { schema: Titles, query: { q: query.text } }),
 *     }),
 *   ],
 * }
 */
export function ownRoute<Q extends TObject, B extends TObject, R extends TSchema>(
  options: OwnRouteOptions<Q, B, R>,
): OwnRoute {
  // The host checks a request against the schemas before it calls the handler.
  return options
}
