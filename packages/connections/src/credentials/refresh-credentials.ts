import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { IntegrationError, isIntegrationError } from '@tributary/integration-kit'
import { authStrategyOf } from '../auth/auth-strategies.ts'
import type { Renewed } from '../auth/auth-strategy.ts'
import { findConnectionById } from '../connection-store.ts'
import type { RefreshCounter } from '../figures/refresh-counter.ts'
import { markNeedsReauth } from '../mark-needs-reauth.ts'
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
    let renewed: Renewed
    try {
      renewed = await this.#call(row)
    } catch (error) {
      this.#counter.count(row.integration, isIntegrationError(error, 'auth_expired') ? 'refused' : 'failed')
      return this.#failed(row, lease, error)
    }
    await this.#keep(row, lease, renewed)
    this.#counter.count(row.integration, 'refreshed')
  }

  /**
   * Stores what the provider gave. Tried for as long as the lease lasts: a provider that rotates has ended the old token
   * by now, and a database that is away for a moment must not cost the connection.
   */
  async #keep(row: ConnectionRow, lease: string, renewed: Renewed): Promise<void> {
    const until = performance.now() + KEEP_MILLISECONDS
    for (;;) {
      try {
        return await this.#store(row, lease, renewed)
      } catch (error) {
        if (performance.now() > until) throw error
        this.#parts.logger.warn({ err: error }, 'storing refreshed credentials failed; retrying')
        await sleep(KEEP_RETRY_MILLISECONDS)
      }
    }
  }

  async #store(
    row: ConnectionRow,
    lease: string,
    { credentials, expiresAt, scopes }: Renewed,
  ): Promise<void> {
    const { database, secrets, definitionOf } = this.#parts
    const sealed = sealable(credentials)
    await database.transaction<ConnectionsTables, void>(async (trx) => {
      const version = await endLease(trx, row.id, {
        lease,
        accessExpiresAt: expiresAt === undefined ? null : new Date(expiresAt),
        scopes,
      })
      if (version !== undefined) return secrets.write(credentialsOf(row), sealed, { trx })
      // Disconnected meanwhile, or connected again: these are nobody's any more, and must not stay good at the provider.
      const definition = definitionOf(row.integration)
      if (definition === undefined || !authStrategyOf(definition).canRevoke) return
      const revocation = await insertRevocation(trx, { userId: row.user_id, integration: row.integration })
      await secrets.write(revocationOf(revocation), sealed, { trx })
    })
  }

  /** Waits for the refreshes that are under way. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#running.values())
  }

  async #call(row: ConnectionRow): Promise<Renewed> {
    const definition = this.#parts.definitionOf(row.integration)
    if (definition === undefined)
      throw new IntegrationError('upstream', `The integration "${row.integration}" is not running.`)
    const sealed = await this.#parts.secrets.read(credentialsOf(row))
    if (sealed === undefined)
      throw new IntegrationError('auth_expired', 'The credentials of this connection are gone.')
    return authStrategyOf(definition).renew(this.#parts, readCredentials(sealed), row.settings)
  }

  async #failed(row: ConnectionRow, lease: string, error: unknown): Promise<void> {
    const { database } = this.#parts
    if (isIntegrationError(error, 'auth_expired')) {
      // Only while the lease is held: a caller that has lost it was overtaken, and what was refused was old.
      const reason = await markNeedsReauth(this.#parts, row, lease)
      if (reason !== undefined) throw new IntegrationError('auth_expired', reason, { cause: error })
      requireUsable(await findConnectionById(database.tables<ConnectionsTables>(), row.id))
      return
    }
    await dropLease(database.tables<ConnectionsTables>(), row.id, lease)
    throw error
  }
}

function requireUsable(row: ConnectionRow | undefined): asserts row is ConnectionRow {
  if (row === undefined || row.status === 'disconnected')
    throw new IntegrationError('auth_expired', 'The account has been disconnected.')
  if (row.status === 'needs_reauth')
    throw new IntegrationError('auth_expired', row.reason ?? 'Connect the account again.')
}
