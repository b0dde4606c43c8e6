import { ProblemError } from '@tributary/core'
import { secretsErrors } from '../secrets-errors.ts'
import { DEFAULT_MOUNT, DEFAULT_PREFIX, type VaultOptions } from './vault-options.ts'
import { refused, type SessionLogger, VaultSession } from './vault-session.ts'
import { unexpected, type VaultReply, type VaultRequest, VaultTransport } from './vault-transport.ts'

/** What a path holds. */
export interface StoredSecret {
  readonly value: string
  /** The reference it was written for. */
  readonly belongsTo: string
}

/** The values that this process has read or written, the latest ones. */
const MOST_CACHED = 10_000

/** Secrets in a KV v2 engine. A path is written once and never changed, so that a value in memory is never out of date. */
export class VaultValues {
  readonly #transport: VaultTransport
  readonly #session: VaultSession
  readonly #mount: string
  readonly #prefix: string
  readonly #cached = new Map<string, StoredSecret>()

  constructor(options: VaultOptions, logger: SessionLogger) {
    this.#transport = new VaultTransport(options)
    this.#session = new VaultSession(this.#transport, options.auth, logger)
    this.#mount = options.mount ?? DEFAULT_MOUNT
    this.#prefix = options.prefix ?? DEFAULT_PREFIX
  }

  /** Whether the engine exists and is of version 2. Throws `SECRETS_VAULT_REFUSED` with what to do. */
  async check(): Promise<void> {
    const reply = await this.#send({ method: 'GET', path: `sys/internal/ui/mounts/${this.#mount}` })
    if (reply.status !== 200) throw refused(`The engine "${this.#mount}" cannot be used`, reply)
    if (reply.body.data.options?.version !== '2')
      throw new ProblemError(secretsErrors.SECRETS_VAULT_REFUSED, {
        detail: `The engine "${this.#mount}" of Vault is not KV version 2: enable one, or name another by VAULT_MOUNT.`,
      })
  }

  /** Writes a new path, which must not exist. Sent again after a lost answer, it has written already: then it is the same value. */
  async create(path: string, secret: StoredSecret): Promise<void> {
    const body = { options: { cas: 0 }, data: secret }
    const reply = await this.#send({ method: 'POST', path: this.#at('data', path), body })
    if (reply.status === 200 && typeof reply.body.data.version !== 'number') throw unexpected(reply)
    const isWritten =
      reply.status === 200 || (reply.status === 400 && (await this.#fetch(path))?.value === secret.value)
    if (!isWritten) throw refused('The secret cannot be written', reply)
    this.#remember(path, secret)
  }

  /** `undefined` if the path does not exist or was deleted. */
  async read(path: string): Promise<StoredSecret | undefined> {
    const cached = this.#cached.get(path)
    if (cached !== undefined) return cached
    const secret = await this.#fetch(path)
    if (secret !== undefined) this.#remember(path, secret)
    return secret
  }

  /** Deletes a path with its value. Deleting what does not exist is no error. */
  async remove(path: string): Promise<void> {
    this.#cached.delete(path)
    const reply = await this.#send({ method: 'DELETE', path: this.#at('metadata', path) })
    if (reply.status !== 204) throw refused('The secret cannot be deleted', reply)
  }

  /** When a path was created, in milliseconds since 1970; `undefined` if it does not exist. */
  async createdAt(path: string): Promise<number | undefined> {
    const reply = await this.#send({ method: 'GET', path: this.#at('metadata', path) })
    if (reply.status === 404) return undefined
    if (reply.status !== 200) throw refused('The secret cannot be read', reply)
    return Date.parse(String(reply.body.data.created_time))
  }

  /** The paths in a folder; those of folders end with a slash. */
  async list(folder: string): Promise<readonly string[]> {
    const reply = await this.#send({ method: 'GET', path: `${this.#at('metadata', folder)}?list=true` })
    if (reply.status === 404) return []
    if (reply.status !== 200) throw refused('The secrets cannot be listed', reply)
    if (!Array.isArray(reply.body.data.keys)) throw unexpected(reply)
    return (reply.body.data.keys as readonly string[]).map((key) =>
      folder === '' ? key : `${folder}/${key}`,
    )
  }

  async close(): Promise<void> {
    this.#session.close()
    await this.#transport.close()
  }

  async #fetch(path: string): Promise<StoredSecret | undefined> {
    const reply = await this.#send({ method: 'GET', path: this.#at('data', path) })
    // An unknown path and a deleted version are both 404, the latter with a body.
    if (reply.status === 404) return undefined
    if (reply.status !== 200) throw refused('The secret cannot be read', reply)
    const { value, belongsTo = '' } = reply.body.data.data ?? {}
    return typeof value === 'string' ? { value, belongsTo: String(belongsTo) } : undefined
  }

  /** With the token; refused with 403, once more with a new one. */
  async #send(request: VaultRequest): Promise<VaultReply> {
    const token = await this.#session.token()
    let reply = await this.#transport.send({ ...request, token })
    if (reply.status === 403)
      reply = await this.#transport.send({ ...request, token: await this.#session.replace(token) })
    // Otherwise a value would count as written, or as absent.
    if (reply.status === 200 && (reply.body.data ?? undefined) === undefined) throw unexpected(reply)
    return reply
  }

  #at(kind: 'data' | 'metadata', path: string): string {
    const segments = `${this.#prefix}/${path}`.replace(/\/$/, '').split('/').map(encodeURIComponent)
    return `${this.#mount}/${kind}/${segments.join('/')}`
  }

  #remember(path: string, secret: StoredSecret): void {
    this.#cached.delete(path)
    this.#cached.set(path, secret)
    const [oldest = path] = this.#cached.keys()
    if (this.#cached.size > MOST_CACHED) this.#cached.delete(oldest)
  }
}
