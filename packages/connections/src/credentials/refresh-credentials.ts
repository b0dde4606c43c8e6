import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { IntegrationError, isIntegrationError } from '@tributary/integration-kit'
import { authStrategyOf } from '../auth/auth-strategies.ts'
import type { Renewed } from '../auth/auth-strategy.ts'
import { findConnectionById } from '../connection-store.ts'
import type { RefreshCounter } from '../figures/refresh-counter.ts'
import { markNeedsReauth } from '../mark-needs-reauth.ts'
import type { Parts } from '../parts.ts'
import { deleteRevocation, insertRevocation } from '../revocation-store.ts'
import { partsOfConnection } from '../simulated/parts-of-connection.ts'
import type { ConnectionRow, ConnectionsTables } from '../tables.ts'
import { dropLease, endLease, LEASE_SECONDS, takeLease } from './lease-store.ts'
import { credentialsOf, readCredentials, revocationOf, sealable } from './sealed-credentials.ts'

/** The polling interval while another process refreshes. */
const LOOK_MILLISECONDS = 100
/** After this time the lease holder is dead or its call has failed. */
const PATIENCE_MILLISECONDS = (LEASE_SECONDS + 5) * 1000
/** Together with the call itself, shorter than the lease. */
const KEEP_MILLISECONDS = 8_000
const KEEP_RETRY_MILLISECONDS = 250

/** Refreshes credentials with a single token call per version, across all callers and processes. */
export class CredentialRefresher {
  readonly #parts: Parts
  readonly #counter: RefreshCounter
  /** Callers in this process share the call instead of waiting for a lease. */
  readonly #running = new Map<string, Promise<void>>()

  constructor(parts: Parts, counter: RefreshCounter) {
    this.#parts = parts
    this.#counter = counter
  }

  /**
   * Resolves when the connection has newer credentials than `version`. Throws an `IntegrationError`: `auth_expired`
   * when the person has to connect again, `upstream` when the provider is unavailable, `bad_configuration` when it
   * rejects this server's client.
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
          'Another worker is refreshing this connection and does not finish.',
        )
      await sleep(LOOK_MILLISECONDS)
    }
  }

  /** Called with the lease held: makes the token call, and stores the result before it is used. */
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
   * Stores the new tokens. Retried for as long as the lease lasts: a provider with rotation has already invalidated
   * the old token, and a short database outage must not lose the connection.
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
    // Before the transaction, which must not wait for Vault.
    const staged = await secrets.stage(credentialsOf(row), sealed)
    const isStored = await database.transaction<ConnectionsTables, boolean>(async (trx) => {
      const version = await endLease(trx, row.id, {
        lease,
        accessExpiresAt: expiresAt === undefined ? null : new Date(expiresAt),
        scopes,
      })
      if (version !== undefined) await secrets.write(credentialsOf(row), staged, { trx })
      return version !== undefined
    })
    if (isStored) return
    // Disconnected or connected again meanwhile: these tokens are unused and must be revoked at the provider.
    const definition = definitionOf(row.integration)
    if (!row.simulated && definition !== undefined && authStrategyOf(definition).canRevoke)
      await this.#revoke(row, sealed)
  }

  /** The user may have been deleted, with whom the place of the credentials changes. */
  async #revoke({ integration, user_id }: ConnectionRow, sealed: string): Promise<void> {
    const { database, secrets } = this.#parts
    for (const userId of [user_id, null]) {
      const id = randomUUID()
      const staged = await secrets.stage(revocationOf({ id, user_id: userId }), sealed)
      const isQueued = await database.transaction<ConnectionsTables, boolean>(async (trx) => {
        const revocation = await insertRevocation(trx, { id, userId, integration })
        if (revocation.user_id === userId) await secrets.write(revocationOf(revocation), staged, { trx })
        else await deleteRevocation(trx, id)
        return revocation.user_id === userId
      })
      if (isQueued) return
    }
  }

  /** Waits for the refreshes in progress. */
  async drain(): Promise<void> {
    await Promise.allSettled(this.#running.values())
  }

  async #call(row: ConnectionRow): Promise<Renewed> {
    const definition = this.#parts.definitionOf(row.integration)
    if (definition === undefined)
      throw new IntegrationError('upstream', `The integration "${row.integration}" is not running.`)
    const sealed = await this.#parts.secrets.read(credentialsOf(row))
    if (sealed === undefined)
      throw new IntegrationError('auth_expired', 'The credentials of this connection are missing.')
    return authStrategyOf(definition).renew(
      partsOfConnection(this.#parts, row),
      readCredentials(sealed),
      row.settings,
    )
  }

  async #failed(row: ConnectionRow, lease: string, error: unknown): Promise<void> {
    const { database } = this.#parts
    if (isIntegrationError(error, 'auth_expired')) {
      // Only while the lease is held: otherwise another caller has refreshed, and the rejected token was old.
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
