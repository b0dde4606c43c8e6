import type { LightMyRequestResponse } from 'fastify'
import { expect } from 'vitest'
import type { AccountsTables } from '../src/accounts-tables.ts'
import type { AccountsOptions } from '../src/index.ts'
import { type AccountsServer, PASSWORD, startAccountsServer } from './accounts-server.ts'

/** What a client keeps of the answers: cookies by their names. */
export type Jar = Map<string, string>

export interface Attempt {
  readonly email?: string
  readonly password?: string
  readonly from?: string
  readonly headers?: object
}

const ADMIN = 'eve@example.org'

/** Two users of a server, and sign-ins as them, each from a new address. */
export class SignInBench {
  server: AccountsServer
  owner = ''
  ownersId = ''
  other = ''
  #people = 0
  #addresses = 0

  private constructor(server: AccountsServer) {
    this.server = server
  }

  static async start(options: Partial<AccountsOptions>): Promise<SignInBench> {
    const server = await startAccountsServer(options)
    await server.createUser(ADMIN, 'admin')
    return new SignInBench(server)
  }

  async createPeople(): Promise<void> {
    this.#people += 1
    this.owner = `ada${this.#people}@example.org`
    this.other = `bob${this.#people}@example.org`
    this.ownersId = await this.server.createUser(this.owner)
    await this.server.createUser(this.other)
  }

  /** For a test that needs other limits: a server where the owner is alone. */
  async withServer(options: Partial<AccountsOptions>, use: () => Promise<void>): Promise<void> {
    const shared = this.server
    this.server = await startAccountsServer(options)
    try {
      this.ownersId = await this.server.createUser(this.owner)
      await use()
    } finally {
      await this.server.stop()
      this.server = shared
    }
  }

  async attempt(jar: Jar, attempt: Attempt = {}): Promise<LightMyRequestResponse> {
    const { email = this.owner, password = PASSWORD, from = this.#newAddress(), headers = {} } = attempt
    const cookie = cookiesOf(jar)
    const reply = await this.server.inject({
      method: 'POST',
      url: '/api/accounts/sign-in/email',
      remoteAddress: from,
      headers: { ...(cookie === '' ? {} : { cookie }), ...headers },
      payload: { email, password },
    })
    keepCookies(jar, reply)
    return reply
  }

  /** A browser that has signed in and whose session has ended, which leaves it the cookie by which it is known. */
  async knownBrowser(
    email = this.owner,
    headers: object = { origin: 'http://127.0.0.1:3000' },
  ): Promise<Jar> {
    const jar: Jar = new Map()
    expect((await this.attempt(jar, { email, headers })).statusCode).toBe(204)
    jar.delete('tributary.session_token')
    expect([...jar.keys()]).toEqual(['tributary.device'])
    return jar
  }

  /** Wrong guesses, each from another address. */
  async lockOut(email = this.owner, count = 3): Promise<void> {
    const guesses = Array.from({ length: count }, () => this.attempt(new Map(), { email, password: 'wrong' }))
    for (const guess of await Promise.all(guesses)) expect(guess.statusCode).toBeOneOf([401, 429])
    expect((await this.attempt(new Map(), { email })).statusCode).toBe(429)
  }

  async changeOwner(payload: object): Promise<void> {
    const url = `/api/admin/accounts/users/${this.ownersId}`
    const headers = { cookie: await this.server.signIn(ADMIN) }
    const reply = await this.server.inject({ method: 'PATCH', url, payload, headers })
    expect(reply.statusCode).toBe(200)
  }

  /** The devices of the two people that the database knows. */
  stored() {
    return this.server.database.database
      .tables<AccountsTables>()
      .selectFrom('known_devices')
      .innerJoin('users', 'users.id', 'user_id')
      .selectAll('known_devices')
      .where('email', 'in', [this.owner, this.other])
      .execute()
  }

  #newAddress(): string {
    this.#addresses += 1
    return `10.0.${this.#addresses >> 8}.${this.#addresses & 255}`
  }
}

export function cookiesOf(jar: Jar): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
}

export function keepCookies(jar: Jar, { cookies }: LightMyRequestResponse): void {
  for (const { name, value } of cookies) jar.set(name, encodeURIComponent(value))
}
