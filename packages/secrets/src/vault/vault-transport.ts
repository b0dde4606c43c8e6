import { setTimeout as delay } from 'node:timers/promises'
import { ProblemError } from '@tributary/core'
import { type Egress, openEgress } from '@tributary/provider-client'
import { secretsErrors } from '../secrets-errors.ts'
import type { VaultOptions } from './vault-options.ts'

export interface VaultRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Below `/v1/`, each segment encoded. */
  readonly path: string
  readonly body?: unknown
  readonly token?: string | undefined
}

export interface VaultReply {
  readonly status: number
  // oxlint-disable-next-line typescript/no-explicit-any -- the envelope of Vault; each caller reads its members
  readonly body: any
}

/** A node that has not answered by then is unavailable. */
const ANSWER_MILLISECONDS = 5_000
/** After these waits a request is sent again; what fails longer is reported. */
const RETRY_MILLISECONDS = [100, 400]
const PASSING_STATUSES: ReadonlySet<number> = new Set([412, 429, 500, 502, 504])

/** Sends requests to the nodes of one Vault, without knowing tokens. */
export class VaultTransport {
  readonly #egress: Egress
  readonly #addresses: readonly string[]
  readonly #namespace: string | undefined

  constructor({ addresses, namespace }: Pick<VaultOptions, 'addresses' | 'namespace'>) {
    this.#addresses = addresses.map((address) => new URL(address).origin)
    this.#namespace = namespace
    // Chosen by the operator and usually in a private network, so they are not checked; nothing else can be reached.
    this.#egress = openEgress({
      endpoints: Object.fromEntries(this.#addresses.map((address) => [address, address])),
    })
  }

  /**
   * Resolves to any answer that is final, refusals included.
   *
   * @throws ProblemError `SECRETS_VAULT_UNAVAILABLE` if no node answers, or Vault is sealed
   */
  async send(request: VaultRequest): Promise<VaultReply> {
    let reply = await this.#sendToAny(request)
    for (const wait of RETRY_MILLISECONDS) {
      if (!PASSING_STATUSES.has(reply.status)) break
      await delay(wait)
      reply = await this.#sendToAny(request)
    }
    if (reply.status >= 500 || PASSING_STATUSES.has(reply.status)) throw unavailable(describe(reply))
    return reply
  }

  close(): Promise<void> {
    return this.#egress.close()
  }

  async #sendToAny(request: VaultRequest): Promise<VaultReply> {
    let failure: unknown
    for (const address of this.#addresses) {
      try {
        return await this.#sendTo(address, request)
      } catch (error) {
        failure = error
      }
    }
    throw unavailable('no node answered', failure)
  }

  async #sendTo(address: string, request: VaultRequest, isRedirected = false): Promise<VaultReply> {
    const { method, path, body, token } = request
    const response = await this.#egress.fetch(new URL(`${address}/v1/${path}`), {
      method,
      signal: AbortSignal.timeout(ANSWER_MILLISECONDS),
      headers: {
        'x-vault-request': 'true',
        ...(token === undefined ? {} : { 'x-vault-token': token }),
        ...(this.#namespace === undefined ? {} : { 'x-vault-namespace': this.#namespace }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    // A standby sends to the active node. With method, body and token, and so only to nodes that the operator named.
    if (response.status === 307 && !isRedirected) {
      const target = originOf(response.headers.get('location'))
      if (target !== undefined && this.#addresses.includes(target)) return this.#sendTo(target, request, true)
      throw new Error(`a node redirects to ${target ?? 'nowhere'}, which VAULT_ADDR does not name`)
    }
    return { status: response.status, body: readBody(response.status, text) }
  }
}

/** For an answer that lacks what it must have. */
export function unexpected({ status }: VaultReply): ProblemError {
  return unavailable(`an answer ${status} lacks members`)
}

export function unavailable(detail: string, cause?: unknown): ProblemError {
  return new ProblemError(secretsErrors.SECRETS_VAULT_UNAVAILABLE, {
    detail: `Vault is unavailable: ${detail}.`,
    headers: { 'retry-after': '5' },
    ...(cause === undefined ? {} : { cause }),
  })
}

/** What a refusal says, in one line. */
export function describe({ status, body }: VaultReply): string {
  const errors: unknown = body?.errors
  const texts = Array.isArray(errors) ? errors.map((text) => String(text).replaceAll(/\s+/g, ' ').trim()) : []
  return texts.length === 0 ? `it answered ${status}` : `it answered ${status}, ${texts.join(', ')}`
}

function originOf(location: string | null): string | undefined {
  return location !== null && URL.canParse(location) ? new URL(location).origin : undefined
}

/**
 * Another answer than JSON is not of Vault, but of a proxy before it or of another server: it tells neither that a value was written nor
 * that it does not exist. Errors of a server need no body.
 */
function readBody(status: number, text: string): object | undefined {
  if (status === 204) return undefined
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null) return body
  } catch {
    // As JSON of another kind.
  }
  if (status >= 500 || PASSING_STATUSES.has(status)) return undefined
  throw new Error(`the answer ${status} is not of Vault`)
}
