import { readFile } from 'node:fs/promises'
import { ProblemError } from '@tributary/core'
import { secretsErrors } from '../secrets-errors.ts'
import { DEFAULT_JWT_FILE, type VaultAuth } from './vault-options.ts'
import { describe, unexpected, type VaultReply, type VaultTransport } from './vault-transport.ts'

interface Lease {
  readonly token: string
  /** Seconds; 0 never ends. */
  readonly leaseSeconds: number
  readonly renewable: boolean
}

/** Of the lease that is left, when it is renewed; minus up to a tenth at random. */
const RENEW_AT = 2 / 3
/** After a renewal or sign-in that failed because Vault is unavailable. */
const RETRY_MILLISECONDS = 5_000
const LONGEST_TIMER = 2 ** 31 - 1

export interface SessionLogger {
  warn(details: object, message: string): void
}

/** The token of this process: signed in when it is needed first, renewed before it expires, replaced when it is refused. */
export class VaultSession {
  readonly #transport: VaultTransport
  readonly #auth: VaultAuth
  readonly #logger: SessionLogger
  #lease: Lease | undefined
  #signingIn: Promise<Lease> | undefined
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(transport: VaultTransport, auth: VaultAuth, logger: SessionLogger) {
    this.#transport = transport
    this.#auth = auth
    this.#logger = logger
  }

  /** The current token. Throws `SECRETS_VAULT_REFUSED` and `SECRETS_VAULT_UNAVAILABLE`. */
  async token(): Promise<string> {
    return (this.#lease ?? (await this.#signIn())).token
  }

  /** A new token in place of one that was refused. Concurrent refusals of one token sign in once. */
  async replace(refused: string): Promise<string> {
    if (this.#lease?.token === refused) this.#lease = undefined
    return this.token()
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }

  #signIn(): Promise<Lease> {
    this.#signingIn ??= this.#begin().finally(() => {
      this.#signingIn = undefined
    })
    return this.#signingIn
  }

  async #begin(): Promise<Lease> {
    const lease =
      this.#auth.method === 'token' ? await this.#lookUp(this.#auth.token) : await this.#logIn(this.#auth)
    this.#keep(lease)
    return lease
  }

  async #lookUp(token: string): Promise<Lease> {
    const reply = await this.#transport.send({ method: 'GET', path: 'auth/token/lookup-self', token })
    if (reply.status !== 200) throw refused('The token in VAULT_TOKEN is refused', reply)
    const { ttl, renewable } = (reply.body.data ?? {}) as { ttl?: unknown; renewable?: unknown }
    if (typeof ttl !== 'number') throw unexpected(reply)
    return { token, leaseSeconds: ttl, renewable: renewable === true }
  }

  async #logIn(auth: Exclude<VaultAuth, { method: 'token' }>): Promise<Lease> {
    const { method, mount = method } = auth
    const body =
      auth.method === 'approle'
        ? { role_id: auth.roleId, secret_id: auth.secretId }
        : { role: auth.role, jwt: (await readFile(auth.jwtFile ?? DEFAULT_JWT_FILE, 'utf8')).trim() }
    const reply = await this.#transport.send({ method: 'POST', path: `auth/${mount}/login`, body })
    if (reply.status !== 200) throw refused(`The sign-in by ${method} is refused`, reply)
    return leaseOf(reply, undefined)
  }

  #keep(lease: Lease): void {
    this.#lease = lease
    if (lease.leaseSeconds > 0)
      this.#schedule(lease.leaseSeconds * 1000 * RENEW_AT * (1 - Math.random() / 10))
  }

  #schedule(milliseconds: number): void {
    clearTimeout(this.#timer)
    if (this.#isClosed) return
    this.#timer = setTimeout(() => void this.#renew(), Math.min(milliseconds, LONGEST_TIMER))
    this.#timer.unref()
  }

  async #renew(): Promise<void> {
    const lease = this.#lease
    if (lease === undefined) return
    try {
      const renewed = lease.renewable ? await this.#renewLease(lease) : undefined
      if (renewed === undefined) await this.#signIn()
      else this.#keep(renewed)
    } catch (error) {
      this.#logger.warn({ err: error }, 'token of Vault could not be renewed: trying again in 5 s')
      this.#schedule(RETRY_MILLISECONDS)
    }
  }

  /** `undefined` if the lease cannot be renewed any longer, or only for less than it had: its latest time is near. */
  async #renewLease({ token, leaseSeconds }: Lease): Promise<Lease | undefined> {
    const reply = await this.#transport.send({
      method: 'POST',
      path: 'auth/token/renew-self',
      body: {},
      token,
    })
    if (reply.status !== 200) return undefined
    const renewed = leaseOf(reply, token)
    const isLatest = renewed.leaseSeconds < leaseSeconds / 2
    return isLatest && this.#auth.method !== 'token' ? undefined : renewed
  }
}

function leaseOf(reply: VaultReply, token: string | undefined): Lease {
  const auth = (reply.body.auth ?? {}) as {
    client_token?: unknown
    lease_duration?: unknown
    renewable?: unknown
  }
  const { client_token: issued, lease_duration: leaseSeconds, renewable } = auth
  if (typeof leaseSeconds !== 'number') throw unexpected(reply)
  if (token !== undefined) return { token, leaseSeconds, renewable: renewable === true }
  if (typeof issued !== 'string' || issued === '') throw unexpected(reply)
  return { token: issued, leaseSeconds, renewable: renewable === true }
}

export function refused(what: string, reply: VaultReply): ProblemError {
  return new ProblemError(secretsErrors.SECRETS_VAULT_REFUSED, { detail: `${what}: ${describe(reply)}.` })
}
