import type { Socket } from 'node:net'
import type { Agent, RequestInit as UndiciRequest } from 'undici'
import { type AllowList, parseAllowList } from './egress/allow-list.ts'
import { connectGuarded, type EgressTarget } from './egress/connect-guarded.ts'
import { findEgressError } from './egress/egress-error.ts'
import { EgressPolicy } from './egress/egress-policy.ts'
import { type Endpoints, replacedAddress } from './egress/endpoints.ts'
import { guardedConnector, type ResolveHost } from './egress/guarded-connector.ts'
import { followRedirects } from './follow-redirects.ts'

/** A request. Redirects are returned unless `follow` is set; each redirect is checked again. */
export interface EgressRequest extends Omit<RequestInit, 'redirect'> {
  readonly method: string
  readonly redirect?: 'manual' | 'follow'
}

/**
 * Sends a request to the public internet: the standard `fetch` with time limits.
 *
 * @throws EgressError when the address, a redirect target or a resolved address is not allowed; otherwise as `fetch`
 */
export type EgressFetch = (url: URL, init: EgressRequest) => Promise<Response>

/**
 * Opens a plain TCP connection to the public internet, for what does not speak HTTP: mail servers.
 *
 * @throws EgressError when the host or one of its resolved addresses is not allowed; otherwise as `net.connect`
 */
export type EgressConnect = (target: EgressTarget) => Promise<Socket>

/** The outgoing client of one process. */
export interface Egress {
  readonly fetch: EgressFetch
  readonly connect: EgressConnect
  /**
   * Checks an address that a person or administrator has entered, without sending a request.
   *
   * @throws EgressError
   */
  check(url: URL): void
  /** Waits for open requests. Later ones are refused. */
  close(): Promise<void>
}

export interface EgressOptions {
  /** Set by the operator and therefore trusted: requests to them are not checked. */
  readonly endpoints?: Endpoints | undefined
  /** Default: only the public internet. */
  readonly allow?: AllowList | undefined
  readonly resolveHost?: ResolveHost | undefined
  /** Until the answer's head, and between two pieces of its body: language models think for minutes. Default 30,000. */
  readonly answerMilliseconds?: number | undefined
}

const CONNECT_MILLISECONDS = 10_000
const ANSWER_MILLISECONDS = 30_000
/** Per host and process. Providers' rate limits apply long before. */
const CONNECTIONS_PER_HOST = 16

/** Creates the client for all requests to other services. */
export function openEgress({
  endpoints = {},
  allow = parseAllowList(''),
  resolveHost,
  answerMilliseconds = ANSWER_MILLISECONDS,
}: EgressOptions = {}): Egress {
  const policy = new EgressPolicy(allow)
  const agents = new Agents(policy, resolveHost, answerMilliseconds)
  const send: EgressFetch = async (url, init) => {
    const replaced = replacedAddress(endpoints, url.href)
    if (replaced === undefined) policy.checkUrl(url)
    const { fetch, agent } = await agents.get(replaced === undefined ? 'guarded' : 'trusted')
    try {
      const request = { ...init, redirect: 'manual', dispatcher: agent } as UndiciRequest
      return await fetch(replaced ?? url, request)
    } catch (error) {
      throw findEgressError(error) ?? error
    }
  }
  return {
    fetch: (url, init) => (init.redirect === 'follow' ? followRedirects(send, url, init) : send(url, init)),
    connect: (target) =>
      connectGuarded({ policy, resolveHost, connectMilliseconds: CONNECT_MILLISECONDS }, target),
    check: (url) => void policy.checkUrl(url),
    close: () => agents.close(),
  }
}

/** A hundred modules: loaded with the first request. */
function loadUndici() {
  return import('undici')
}

/** The connections of both kinds. */
class Agents {
  readonly #policy: EgressPolicy
  readonly #resolveHost: ResolveHost | undefined
  readonly #answerMilliseconds: number
  readonly #agents = new Map<'guarded' | 'trusted', Agent>()
  #undici: ReturnType<typeof loadUndici> | undefined
  #isClosed = false

  constructor(policy: EgressPolicy, resolveHost: ResolveHost | undefined, answerMilliseconds: number) {
    this.#policy = policy
    this.#resolveHost = resolveHost
    this.#answerMilliseconds = answerMilliseconds
  }

  async get(kind: 'guarded' | 'trusted') {
    this.#undici ??= loadUndici()
    const undici = await this.#undici
    if (this.#isClosed) throw new Error('the server is stopping: requests to other services are refused')
    let agent = this.#agents.get(kind)
    if (agent === undefined) {
      agent = new undici.Agent({
        connect:
          kind === 'trusted'
            ? { timeout: CONNECT_MILLISECONDS }
            : guardedConnector({
                policy: this.#policy,
                buildConnector: undici.buildConnector,
                connectMilliseconds: CONNECT_MILLISECONDS,
                resolveHost: this.#resolveHost,
              }),
        headersTimeout: this.#answerMilliseconds,
        bodyTimeout: this.#answerMilliseconds,
        connections: CONNECTIONS_PER_HOST,
      })
      this.#agents.set(kind, agent)
    }
    return { fetch: undici.fetch, agent }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#agents.values()].map((agent) => agent.close()))
  }
}
