import { answerInProcess } from './answer-in-process.ts'
import { createAuthorizationServer } from './authorization-server.ts'
import { type ConsentDecision, withDecision } from './consent.ts'
import type { SimulatorActions } from './control-api.ts'
import type { DataServer } from './data-endpoint.ts'
import { FaultPlan } from './fault.ts'
import type { Handling } from './handle-request.ts'
import { listen } from './listen.ts'
import type { ProviderProfile, SimulatorAccount, SimulatorClient } from './provider-profile.ts'
import { RateMeter } from './rate-meter.ts'
import { RequestLog } from './request-log.ts'
import { SimulatorClock } from './simulator-clock.ts'
import { createControls, type SimulatorControls } from './simulator-controls.ts'
import type { SimulatorRoute } from './simulator-route.ts'

export interface ProviderSimulatorOptions {
  readonly name: string
  readonly profile: ProviderProfile
  /** At least one. */
  readonly accounts: readonly SimulatorAccount[]
  readonly routes: readonly SimulatorRoute[]
  readonly clients?: readonly SimulatorClient[]
  /** Further controls of this provider: `POST /_control/<name>`. */
  readonly actions?: SimulatorActions
  /** On 127.0.0.1. Default 0, any free one. */
  readonly port?: number
  /**
   * No listener: only `fetch` reaches it. It keeps no state, so that it goes on after a restart and beside others like it: tokens name their
   * grant, and requests are neither logged nor limited. Default false.
   */
  readonly inProcess?: boolean
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
  /** In [0, 1). Default `Math.random`. Tokens are made of it, so that a seed makes a run repeatable. */
  readonly random?: () => number
}

/** A simulated provider: a real HTTP server on the loopback interface, or in this process only. */
export interface ProviderSimulator {
  readonly name: string
  /** `http://127.0.0.1:<port>`; in the process only, an address that leads nowhere. */
  readonly url: string
  /** Answers a request to a real URL, without any connection. A `fetch` for `connectionsPlugin` and its like. */
  fetch(url: URL, init?: RequestInit): Promise<Response>
  /** Real base URL → its URL here, for `connectionsPlugin({ endpoints })`. */
  readonly endpoints: Readonly<Record<string, string>>
  readonly controls: SimulatorControls
  /** The URL here of a real one, by `endpoints`. Other URLs are unchanged. */
  locate(url: string): string
  /**
   * Opens an authorization URL like the person's browser, and answers the consent page. Resolves to the callback URL
   * with `code` or `error`; rejects with the page's text if the provider shows an error instead of redirecting.
   */
  authorize(authorizationUrl: string, decision?: Partial<ConsentDecision>): Promise<URL>
  /** Enters the code of a device like the person, and decides. Throws for an unknown code. */
  enterDeviceCode(userCode: string, decision?: Partial<ConsentDecision>): void
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts a simulated provider: an authorization server with the rules of the real one, and the given API routes.
 *
 * @example
 * await using simulator = await createProviderSimulator({
 *   name: 'Spotify', profile, accounts: [{ id: 'ada', name: 'Ada' }], clients: [{ id, secret, redirectUris }],
 *   routes: [{ url: 'https://api.spotify.com/v1/me', handle: ({ account }) => ({ body: { id: account.id } }) }],
 * })
 * simulator.controls.inject({ kind: 'status', path: 'api.spotify.com/*', status: 429, retryAfter: 30 })
 */
export async function createProviderSimulator(options: ProviderSimulatorOptions): Promise<ProviderSimulator> {
  const { name, profile, inProcess = false } = options
  const random = options.random ?? Math.random
  const clock = new SimulatorClock(options.now ?? Date.now)
  const rateClock = new SimulatorClock(() => clock.now())
  const log = new RequestLog(inProcess ? 0 : undefined)
  const faults = new FaultPlan()
  const authorizationServer = createAuthorizationServer({
    name,
    profile,
    clients: options.clients ?? [],
    accounts: options.accounts,
    clock,
    log,
    randomToken: (prefix) => `${prefix}-${randomText(random)}`,
    hasNamedGrants: inProcess,
  })
  const isLimited = profile.rateLimit !== undefined && !inProcess
  const data: DataServer = {
    authorizationServer,
    routes: options.routes,
    replayed: [],
    clock,
    meter: isLimited ? new RateMeter(profile.rateLimit, rateClock) : undefined,
    random,
  }
  const controls = createControls({ clock, rateClock, faults, log, server: authorizationServer, data })
  const stopped = new AbortController()
  const handling: Handling = { data, faults, log, controls, actions: options.actions ?? {}, stopped }
  const listener = inProcess ? undefined : await listen(handling, options.port)
  const url = listener?.url ?? NOWHERE
  const endpoints = endpointsOf(profile, options.routes, url)
  const locate = (address: string) => {
    const { origin } = new URL(address)
    const here = endpoints[origin]
    return here === undefined ? address : here + address.slice(origin.length)
  }
  const stop = async () => {
    stopped.abort()
    await listener?.close()
  }
  return {
    name,
    url,
    endpoints,
    controls,
    fetch: (address, init) => answerInProcess(handling, address, init),
    locate,
    authorize: async (address, decision = {}) =>
      consentTo(withDecision(new URL(locate(address)), { decision: 'allow', ...decision })),
    enterDeviceCode: (userCode, decision = {}) =>
      authorizationServer.deviceCodes.enter(userCode, { decision: 'allow', ...decision }),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** Reserved by RFC 2606. */
const NOWHERE = 'http://simulator.invalid'

async function consentTo(url: URL): Promise<URL> {
  const response = await fetch(url, { redirect: 'manual' })
  const text = await response.text()
  const location = response.headers.get('location')
  if (location === null) throw new Error(`no redirect (${response.status}): ${text.replace(/<[^>]*>/g, ' ')}`)
  return new URL(location)
}

function endpointsOf(
  profile: ProviderProfile,
  routes: readonly SimulatorRoute[],
  url: string,
): Readonly<Record<string, string>> {
  const addresses = [
    profile.authorizationUrl,
    profile.deviceAuthorizationUrl,
    profile.tokenUrl,
    profile.revocation?.url,
    ...(profile.apiUrls ?? []),
    ...routes.map((route) => route.url),
  ].filter((address) => address !== undefined)
  const origins = new Set(addresses.map((address) => new URL(address).origin))
  return Object.fromEntries([...origins].map((origin) => [origin, `${url}/${new URL(origin).host}`]))
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

function randomText(random: () => number): string {
  return Array.from({ length: 40 }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join('')
}
