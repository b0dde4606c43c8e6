import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type EngineReply, KvEngine } from './kv-engine.ts'
import { type IssuedToken, type Lease, TokenBook } from './token-book.ts'

export interface VaultSimulatorOptions {
  /** The mount of the KV v2 engine. Default `secret`. */
  readonly mount?: string
  /** Default: none; requests that name one are refused. */
  readonly namespace?: string
  /** A token that never expires. */
  readonly token?: string
  readonly appRole?: { readonly roleId: string; readonly secretId: string } & Lease
  readonly kubernetes?: { readonly role: string; readonly jwt: string } & Lease
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
  /** Default 0, any free one. */
  readonly port?: number
}

export interface VaultRequest {
  readonly method: string
  readonly path: string
  readonly token: string | undefined
}

/** A simulated Vault or OpenBao server with one KV v2 engine: a real HTTP server on the loopback interface. */
export interface VaultSimulator {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  readonly requests: readonly VaultRequest[]
  /** The values that are not deleted, by path. */
  values(): ReadonlyMap<string, readonly unknown[]>
  /** Every request is answered 503, but health. */
  seal(): void
  unseal(): void
  /** Each answer comes this much later. */
  delay(milliseconds: number): void
  /** The next requests to the engine are answered with this status. */
  fail(status: number, times?: number): void
  /** The next request to the engine is answered with this body, as a proxy before Vault may. */
  answerWith(status: number, body: string): void
  /** Answers 307 to another server, as a standby does; `undefined` ends that. */
  redirectTo(url: string | undefined): void
  /** Ends every token, as an operator may. */
  revokeTokens(): void
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

interface Reply extends EngineReply {
  readonly auth?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Sent in place of the envelope. */
  readonly plain?: unknown
  /** Sent as it is. */
  readonly text?: string
}

/**
 * Starts a simulated Vault.
 *
 * @example
 * await using vault = await startVaultSimulator({ token: 'root' })
 * vault.seal()
 */
export async function startVaultSimulator(options: VaultSimulatorOptions = {}): Promise<VaultSimulator> {
  const state = new SimulatedVault(options)
  const server = createServer((request, response) => {
    answer(state, request, response).catch((error: unknown) => {
      // A broken simulator must not look like an unavailable Vault.
      response.writeHead(599).end(`simulator: ${String(error)}`)
    })
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const stop = async () => {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: state.requests,
    values: () => state.engine.values(),
    seal: () => void (state.isSealed = true),
    unseal: () => void (state.isSealed = false),
    delay: (milliseconds) => void (state.delay = milliseconds),
    fail: (status, times = 1) => void state.failures.push(...Array.from({ length: times }, () => status)),
    answerWith: (status, text) => void state.strays.push({ status, text }),
    redirectTo: (url) => void (state.redirect = url),
    revokeTokens: () => state.tokens.revokeAll(),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

async function answer(
  state: SimulatedVault,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  if (state.delay > 0) await new Promise((resolve) => setTimeout(resolve, state.delay))
  const reply = state.reply(request, text)
  const { status, headers = {}, plain, text: raw } = reply
  const body = plain ?? envelopeOf(reply)
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(status === 204 ? undefined : (raw ?? JSON.stringify(body)))
}

function envelopeOf({ errors, warnings, data, auth, status }: Reply): unknown {
  if (errors !== undefined) return { errors, ...(warnings === undefined ? {} : { warnings }) }
  return {
    request_id: randomUUID(),
    lease_id: '',
    renewable: false,
    lease_duration: 0,
    data: data ?? null,
    wrap_info: null,
    warnings: warnings ?? null,
    auth: auth ?? null,
    ...(status === 200 && auth === undefined ? { mount_type: 'kv' } : {}),
  }
}

const DENIED: Reply = { status: 403, errors: ['1 error occurred:\n\t* permission denied\n\n'] }

class SimulatedVault {
  readonly engine: KvEngine
  readonly tokens: TokenBook
  readonly requests: VaultRequest[] = []
  readonly failures: number[] = []
  readonly strays: { readonly status: number; readonly text: string }[] = []
  isSealed = false
  delay = 0
  redirect: string | undefined
  readonly #options: VaultSimulatorOptions
  readonly #mount: string

  constructor(options: VaultSimulatorOptions) {
    const now = options.now ?? Date.now
    this.#options = options
    this.#mount = options.mount ?? 'secret'
    this.engine = new KvEngine(now)
    this.tokens = new TokenBook(now)
    if (options.token !== undefined) this.tokens.issue({ leaseSeconds: 0 }, options.token)
  }

  reply({ method = 'GET', url = '/', headers }: IncomingMessage, text: string): Reply {
    const { pathname, searchParams } = new URL(url, 'http://vault')
    const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
    const token = headers['x-vault-token']?.toString() ?? bearer
    this.requests.push({ method, path: pathname, token })
    if (this.redirect !== undefined)
      return { status: 307, headers: { location: this.redirect + url }, plain: {} }
    if (pathname === '/v1/sys/health') return this.#health()
    if (this.isSealed) return { status: 503, errors: ['Vault is sealed'] }
    const namespace = headers['x-vault-namespace']?.toString().replace(/\/$/, '')
    if (namespace !== this.#options.namespace)
      return { status: 404, errors: [`no handler for route "${pathname}"`] }
    const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
    const login = this.#signIn(pathname, body)
    if (login !== undefined) return login
    const issued = token === undefined ? undefined : this.tokens.find(token)
    if (issued === undefined) return DENIED
    if (pathname === '/v1/auth/token/lookup-self') return { status: 200, data: this.#describeToken(issued) }
    if (pathname === '/v1/auth/token/renew-self') return this.#renew(issued)
    if (pathname === `/v1/sys/internal/ui/mounts/${this.#mount}`)
      return { status: 200, data: { type: 'kv', options: { version: '2' } } }
    const stray = this.strays.shift()
    if (stray !== undefined) return stray
    const failure = this.failures.shift()
    if (failure !== undefined)
      return { status: failure, errors: [failure === 500 ? 'internal error' : 'simulated fault'] }
    const match = new RegExp(`^/v1/${this.#mount}/(data|metadata|delete|undelete|destroy)/(.*)$`).exec(
      pathname,
    )
    if (match === null) return { status: 404, errors: [`no handler for route "${pathname.slice(4)}"`] }
    const path = decodeURIComponent(match[2] ?? '')
    return this.engine.handle({ method, kind: match[1] ?? '', path, query: searchParams, body })
  }

  #health(): Reply {
    const plain = { initialized: true, sealed: this.isSealed, standby: false, version: '1.20.0' }
    return { status: this.isSealed ? 503 : 200, plain }
  }

  #signIn(path: string, body: Readonly<Record<string, unknown>>): Reply | undefined {
    const { appRole, kubernetes } = this.#options
    if (path === '/v1/auth/approle/login') {
      const isKnown = body['role_id'] === appRole?.roleId && body['secret_id'] === appRole?.secretId
      if (appRole === undefined || !isKnown) return { status: 400, errors: ['invalid role or secret ID'] }
      return this.#issue(appRole)
    }
    if (path === '/v1/auth/kubernetes/login') {
      if (kubernetes === undefined || body['role'] !== kubernetes.role)
        return { status: 400, errors: [`invalid role name "${String(body['role'])}"`] }
      return body['jwt'] === kubernetes.jwt ? this.#issue(kubernetes) : DENIED
    }
    return undefined
  }

  #issue(lease: Lease): Reply {
    const { name, token } = this.tokens.issue(lease)
    return {
      status: 200,
      auth: {
        client_token: name,
        accessor: token.accessor,
        policies: ['default'],
        token_policies: ['default'],
        metadata: {},
        lease_duration: lease.leaseSeconds,
        renewable: token.renewable,
        token_type: 'service',
        orphan: true,
        num_uses: 0,
      },
    }
  }

  #renew(token: IssuedToken): Reply {
    if (!token.renewable || token.leaseSeconds === 0)
      return { status: 400, errors: ['lease is not renewable'] }
    return {
      status: 200,
      auth: {
        client_token: '',
        accessor: token.accessor,
        lease_duration: this.tokens.renew(token),
        renewable: true,
      },
    }
  }

  #describeToken({ accessor, renewable, expires, leaseSeconds }: IssuedToken) {
    const ttl = Number.isFinite(expires)
      ? Math.floor((expires - (this.#options.now ?? Date.now)()) / 1000)
      : 0
    return { accessor, renewable, ttl, creation_ttl: leaseSeconds, type: 'service', policies: ['default'] }
  }
}
