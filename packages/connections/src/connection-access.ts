import { serviceKey } from '@tributary/core'
import type { ConnectionStatus } from '@tributary/integration-host'
import type { ConfigurationValues } from '@tributary/integration-kit/host'
import type { Authorizer, ProviderFetch } from '@tributary/provider-client'
import type { Transaction } from 'kysely'

/** The connections as the sync engine and its scheduler use them. */
export interface ConnectionAccess {
  /**
   * Claims the connections whose next sync is due, the longest overdue first, and sets their next due time with
   * jitter. Inside the transaction that queues their jobs; rows that another process is taking are skipped.
   */
  claimDue(trx: AnyTransaction, limit: number): Promise<readonly DueConnection[]>
  /** `undefined` if the connection does not exist or is disconnected. */
  open(connectionId: string): Promise<OpenConnection | undefined>
  /**
   * Records the outcome of a run, in the transaction that ends it: the last sync, consecutive failures, the resulting
   * status, and notifications for the person. A verdict on credentials that the person has replaced meanwhile is
   * ignored.
   */
  recordRun(trx: AnyTransaction, connection: RunConnection, run: RunOutcome): Promise<void>
  /**
   * Records the time until which the provider refuses requests: the next sync is not due before, and manual runs see
   * it as `waitUntil` of the opened connection.
   */
  recordWait(trx: AnyTransaction, connection: RunConnection, wait: ProviderWait): Promise<void>
  /**
   * Refreshes idle connections before their refresh token expires, revokes grants of disconnected connections and
   * deleted users, deletes expired flows. Called by the worker about once a minute; safe to run in several processes.
   */
  maintain(signal: AbortSignal): Promise<void>
  /**
   * The settings of a person's connections to an integration: of the connected ones, otherwise of the former ones.
   * Settings in which they differ are omitted.
   */
  settingsOf(whose: { readonly userId: string; readonly integration: string }): Promise<ConfigurationValues>
  /** The administrator's settings of an integration, with decrypted secrets. */
  configOf(integration: string): Promise<ConfigurationValues>
  /** The fetch function for requests to providers without a connection. */
  readonly fetch: ProviderFetch
}

// oxlint-disable-next-line typescript/no-explicit-any -- any plugin's transaction will do
type AnyTransaction = Transaction<any>

export interface DueConnection {
  readonly id: string
  readonly userId: string
  readonly integration: string
}

/** A connection at the start of a run. */
export interface OpenConnection extends DueConnection {
  readonly status: ConnectionStatus
  /** Why the status is not `connected`, and what the person must do. */
  readonly reason: string | null
  readonly grantedScopes: readonly string[]
  /** The settings that the person entered. */
  readonly settings: ConfigurationValues
  /** The name of the account at the provider. */
  readonly account: { readonly id: string; readonly name?: string } | undefined
  /** Whether a stream is enabled: by the person's choice, or by default. */
  isEnabled(stream: { readonly id: string; readonly offByDefault?: string | undefined }): boolean
  readonly connectedAt: Date
  /** When the person last connected it. Refreshes do not change it, connecting again does. */
  readonly consentedAt: Date
  /** When a run last read data; `null` before the first one. */
  readonly lastSyncAt: Date | null
  /** The time until which the provider refuses requests; may be in the past. */
  readonly waitUntil: Date | null
  readonly authorizer: Authorizer
  /** Whether its provider is simulated in this process. Its requests count for no limit. */
  readonly simulated: boolean
  /** For all requests to its provider: for a simulated connection, the simulated provider. */
  readonly fetch: ProviderFetch
  /** The administrator's settings, with decrypted secrets; those of the simulated provider for a simulated connection. */
  config(): Promise<ConfigurationValues>
}

/** The connection that a run used. */
export interface RunConnection {
  readonly id: string
  /** Of the opened connection; absent for a run that failed before opening it. */
  readonly consentedAt?: Date | undefined
}

/** How long a provider refuses requests, with the message for the person. */
export interface ProviderWait {
  readonly seconds: number
  readonly code: string
  readonly message: string
}

/** A kind of fault for which records of a stream were rejected. */
export interface RejectionFault {
  readonly stream: string
  /** Identifies the fault, independent of the record. */
  readonly kind: string
  /** The message about one such record. */
  readonly reason: string
}

/** The outcome of a run. */
export interface RunOutcome {
  readonly status: 'succeeded' | 'partial' | 'failed'
  /** Notices of its streams for the person, though nothing failed. */
  readonly warnings?: readonly string[]
  /** The faults of rejected records. The person is notified once of each. */
  readonly rejected?: readonly RejectionFault[]
  /** Messages about failures that are not retried automatically. The person is always notified of these. */
  readonly givenUp?: readonly string[]
  readonly error?: {
    /** One of the integration error codes, `all_rejected`, `worker_died` or `internal`. */
    readonly code: string
    readonly message: string
    readonly missingScopes?: readonly string[]
  }
}

export const connectionAccess = serviceKey<ConnectionAccess>('connectionAccess')
