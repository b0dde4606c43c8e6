import type { AuthorizationServer } from './authorization-server.ts'
import { bodyOf, type Exchange } from './exchange.ts'
import type { Grant } from './grants.ts'
import type { ProviderProfile, UnauthorizedReason } from './provider-profile.ts'
import type { RateMeter } from './rate-meter.ts'
import type { SimulatorClock } from './simulator-clock.ts'
import type { DataFault, SimulatorReply, SimulatorRoute } from './simulator-route.ts'

/** The response to a request to the provider's API. */
export interface DataServer {
  readonly authorizationServer: AuthorizationServer
  readonly routes: readonly SimulatorRoute[]
  /** Routes that answer before the others, as recorded. */
  replayed: readonly SimulatorRoute[]
  readonly clock: SimulatorClock
  readonly meter: RateMeter | undefined
  readonly random: () => number
}

/** A response, and the account of its request. */
export interface DataAnswer {
  readonly reply: SimulatorReply
  readonly account?: string
}

export async function answerData(
  server: DataServer,
  exchange: Exchange,
  dataFault: DataFault | undefined,
): Promise<DataAnswer> {
  const endpoint = findRoute([...server.replayed, ...server.routes], exchange)
  if (endpoint === undefined)
    return { reply: { status: 404, body: { error: { status: 404, message: 'Service not found' } } } }
  const { route, params } = endpoint
  const { access = 'bearer' } = route
  const found = access === 'open' ? undefined : grantOf(server, exchange)
  const refusal = typeof found === 'string' ? found : undefined
  if (refusal !== undefined && access === 'bearer') return { reply: unauthorized(server, refusal) }
  const grant = typeof found === 'string' ? undefined : found
  const account = grant?.account ?? server.authorizationServer.accountOf(undefined)
  const missing = (route.scopes ?? []).filter((scope) => grant !== undefined && !grant.scopes.has(scope))
  if (missing.length > 0) return { reply: insufficientScope(server, missing), account: account.id }
  const budget = grant === undefined ? undefined : server.meter?.take(account.id)
  if (budget?.refusal !== undefined) return { reply: budget.refusal, account: account.id }
  const reply = await route.handle({
    method: exchange.method,
    url: exchange.url,
    params,
    query: exchange.url.searchParams,
    headers: exchange.headers,
    body: bodyOf(exchange),
    account,
    refusal,
    grantedScopes: grant?.scopes ?? new Set(),
    now: server.clock.now(),
    random: server.random,
    dataFaults: new Set(dataFault === undefined ? [] : [dataFault]),
  })
  return { reply: { ...reply, headers: { ...budget?.headers, ...reply.headers } }, account: account.id }
}

function findRoute(
  routes: readonly SimulatorRoute[],
  { method, url }: Exchange,
): { route: SimulatorRoute; params: Record<string, string> } | undefined {
  for (const route of routes) {
    if ((route.method ?? 'GET') !== method) continue
    const pattern = new URL(route.url)
    if (pattern.host !== url.host) continue
    const params = paramsOf(pattern.pathname, url.pathname)
    if (params !== undefined) return { route, params }
  }
  return undefined
}

function paramsOf(pattern: string, path: string): Record<string, string> | undefined {
  const [names, values] = [pattern.split('/'), path.split('/')]
  if (names.length !== values.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, name] of names.entries()) {
    const value = values[index] ?? ''
    if (!name.startsWith(':')) {
      if (name !== value) return undefined
      continue
    }
    // `:id:verb`, Google's notation of actions.
    const [, parameter = '', suffix = ''] = /^:(\w+)(.*)$/.exec(name) ?? []
    if (!value.endsWith(suffix) || value.length === suffix.length) return undefined
    params[parameter] = decodeURIComponent(value.slice(0, value.length - suffix.length))
  }
  return params
}

function grantOf({ authorizationServer }: DataServer, exchange: Exchange): Grant | UnauthorizedReason {
  const { tokenOf = schemeToken(authorizationServer.profile.scheme) } = authorizationServer.profile
  const { headers, url } = exchange
  const token = tokenOf({ headers, query: url.searchParams, body: bodyOf(exchange) })
  return token === undefined ? 'missing' : authorizationServer.grants.check(token)
}

function schemeToken(expected = 'Bearer'): NonNullable<ProviderProfile['tokenOf']> {
  return ({ headers }) => {
    const [scheme = '', token] = (headers['authorization'] ?? '').split(' ')
    return scheme.toLowerCase() === expected.toLowerCase() ? token : undefined
  }
}

function unauthorized(server: DataServer, reason: UnauthorizedReason): SimulatorReply {
  return (
    server.authorizationServer.profile.unauthorizedReply?.(reason) ?? {
      status: 401,
      headers: {
        'www-authenticate': reason === 'missing' ? 'Bearer' : 'Bearer error="invalid_token"',
      },
      body: { error: 'invalid_token', error_description: `The access token is ${reason}` },
    }
  )
}

function insufficientScope(server: DataServer, missing: readonly string[]): SimulatorReply {
  return (
    server.authorizationServer.profile.insufficientScopeReply?.(missing) ?? {
      status: 403,
      headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${missing.join(' ')}"` },
      body: { error: 'insufficient_scope', error_description: `It lacks ${missing.join(' ')}` },
    }
  )
}
