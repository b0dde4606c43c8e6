import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { IntegrationError } from '@tributary/integration-kit'
import { findConnectionById } from '../connection-store.ts'
import type { RefreshCounter } from '../figures/refresh-counter.ts'
import { markNeedsReauth } from '../mark-needs-reauth.ts'
import { OAuthFailure } from '../oauth/oauth-failure.ts'
import { providerServer } from '../oauth/provider-server.ts'
import { refreshGrant } from '../oauth/refresh-grant.ts'
import { isOAuth2 } from '../oauth/revoke-grant.ts'
import type { TokenReply } from '../oauth/token-set.ts'
import type { Parts } from '../parts.ts'
import { insertRevocation } from '../revocation-store.ts'
import type { ConnectionRow, ConnectionsTables } from '../tables.ts'
import { dropLease, endLease, LEASE_SECONDS, takeLease } from './lease-store.ts'
import { credentialsOf, readCredentials, revocationOf, sealable } from './sealed-credentials.ts'

/** How often somebody who waits for another's refresh looks whether it is done. */
const LOOK_MILLISECONDS = 100
/** After this long whoever held the lease is dead or its call came to nothing. */
const PATIENCE_MILLISECONDS = (LEASE_SECONDS + 5) * 1000
/** Together with the call itself, less than the lease. */
const KEEP_MILLISECONDS = 8_000
const KEEP_RETRY_MILLISECONDS = 250

/** Refreshes credentials: one token call for each version of them, whoever asks and from how many processes. */
export class CredentialRefresher {
  readonly #parts: Parts
  readonly #counter: RefreshCounter
  /** Callers of this process wait for the same call instead of for a lease. */
  readonly #running = new Map<string, Promise<void>>()

  constructor(parts: Parts, counter: RefreshCounter) {
    this.#parts = parts
    this.#counter = counter
  }

  /**
   * Resolves when the connection has newer credentials than `version`. Throws an `IntegrationError`: `auth_expired`
   * when the person has to connect again, `upstream` when the provider cannot be asked now, `bad_configuration` when it
   * does not accept our client.
   */
  async refresh(id: string, version: number): Promise<void> {
    const key = `${id}/${version}`
    let running = this.#running.get(key)
    if (running === undefined) {
      running = this.#refresh(id, version).finally(() => this.#running.delete(key))
      this.#running.set(key, running)
    }
    await running
  }

  async #refresh(id: string, version: number): Promise<void> {
    const db = this.#parts.database.tables<ConnectionsTables>()
    const until = performance.now() + PATIENCE_MILLISECONDS
    for (;;) {
      const lease = randomUUID()
      const held = await takeLease(db, id, { version, lease })
      if (held !== undefined) return this.#callWith(held, lease)
      const row = await findConnectionById(db, id)
      requireUsable(row)
      if (row.credentials_version !== version) return
      if (performance.now() > until)
        throw new IntegrationError(
          'upstream',
          'Another worker is refreshing this connection and does not come to an end.',
        )
      await sleep(LOOK_MILLISECONDS)
    }
  }

  /** Holds the lease: makes the one call, and stores what it brings before anybody uses it. */
  async #callWith(row: ConnectionRow, lease: string): Promise<void> {
    let reply: TokenReply
    try {
      reply = await this.#call(row)
    } catch (error) {
      const isRefused = error instanceof OAuthFailure && error.kind === 'grant'
      this.#counter.count(row.integration, isRefused ? 'refused' : 'failed')
      return this.#failed(row, lease, error)
    }
    await this.#keep(row, lease, reply)
    this.#counter.count(row.integration, 'refreshed')
  }

  /**
   * Stores what the provider gave. Tried for as long as the lease lasts: a provider that rotates has ended the old token
   * by now, and a database that is away for a moment must not cost the connection.
   */
  async #keep(row: ConnectionRow, lease: string, reply: TokenReply): Promise<void> {
    const until = performance.now() + KEEP_MILLISECONDS
    for (;;) {
      try {
        return await this.#store(row, lease, reply)
      } catch (error) {
        if (performance.now() > until) throw error
        this.#parts.logger.warn({ err: error }, 'refreshed credentials could not be stored; trying again')
        await sleep(KEEP_RETRY_MILLISECONDS)
      }
    }
  }

  async #store(row: ConnectionRow, lease: string, reply: TokenReply): Promise<void> {
    const { database, secrets } = this.#parts
    const { scopes, ...tokens } = reply
    const sealed = sealable({ kind: 'oauth2', ...tokens })
    await database.transaction<ConnectionsTables, void>(async (trx) => {
      const version = await endLease(trx, row.id, {
        lease,
        accessExpiresAt: tokens.expiresAt === undefined ? null : new Date(tokens.expiresAt),
        scopes,
      })
      if (version !== undefined) return secrets.write(credentialsOf(row), sealed, { trx })
      // Disconnected meanwhile, or connected again: these are nobody's any more, and must not stay good at the provider.
      const auth = this.#parts.definitionOf(row.integration)?.auth
      if (auth?.kind !== 'oauth2' || auth.revocation === undefined) return
      const revocation = await insertRevocation(trx, { userId: row.user_id, integration: row.integration })
      await secrets.write(revocationOf(revocation), sealed, { trx })
    })
  }

  /** Waits for the refreshes that are under way. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#running.values())
  }

  async #call(row: ConnectionRow): Promise<TokenReply> {
    const { secrets, settings, definitionOf, fetch, now } = this.#parts
    const definition = definitionOf(row.integration)
    const sealed = await secrets.read(credentialsOf(row))
    const credentials = sealed === undefined ? undefined : readCredentials(sealed)
    if (definition === undefined || !isOAuth2(definition))
      throw new IntegrationError('upstream', `The integration "${row.integration}" is not running.`)
    if (credentials?.kind !== 'oauth2' || credentials.refreshToken === undefined)
      throw new OAuthFailure('grant', 'There is no refresh token.')
    const values = await settings.read(row.integration)
    if (values === undefined) throw notConfigured(definition.displayName)
    return refreshGrant(providerServer(definition, values, fetch), credentials.refreshToken, now)
  }

  async #failed(row: ConnectionRow, lease: string, error: unknown): Promise<void> {
    const { database } = this.#parts
    if (error instanceof OAuthFailure && error.kind === 'grant') {
      // Only while the lease is held: who has lost it has been overtaken, and what was refused was old.
      const reason = await markNeedsReauth(this.#parts, row, lease)
      if (reason !== undefined) throw new IntegrationError('auth_expired', reason, { cause: error })
      requireUsable(await findConnectionById(database.tables<ConnectionsTables>(), row.id))
      return
    }
    await dropLease(database.tables<ConnectionsTables>(), row.id, lease)
    throw this.#translate(row, error)
  }

  #translate(row: ConnectionRow, error: unknown): Error {
    const displayName = this.#parts.definitionOf(row.integration)?.displayName ?? row.integration
    if (!(error instanceof OAuthFailure)) return error instanceof Error ? error : new Error(String(error))
    if (error.kind === 'client') {
      return new IntegrationError(
        'bad_configuration',
        `${displayName} does not accept the client that the administrator has set (${error.error ?? 'refused'}): check its id and secret. ${error.hint ?? ''}`.trim(),
        { cause: error },
      )
    }
    if (error.kind === 'rate') {
      return new IntegrationError('rate_limit', `${displayName} asks to wait before the next refresh.`, {
        cause: error,
        ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
      })
    }
    return new IntegrationError('upstream', `The connection could not be refreshed: ${error.message}`, {
      cause: error,
    })
  }
}

function requireUsable(row: ConnectionRow | undefined): asserts row is ConnectionRow {
  if (row === undefined || row.status === 'disconnected')
    throw new IntegrationError('auth_expired', 'The account has been disconnected.')
  if (row.status === 'needs_reauth')
    throw new IntegrationError('auth_expired', row.reason ?? 'Connect the account again.')
}

function notConfigured(displayName: string): IntegrationError {
  return new IntegrationError(
    'bad_configuration',
    `The client of ${displayName} is not set any more: an administrator has to set it again.`,
  )
}
