import { serviceKey } from '@tributary/core'
import type { ConnectionStatus } from '@tributary/integration-host'
import type { ConfigurationValues } from '@tributary/integration-kit/host'
import type { Authorizer, ProviderFetch } from '@tributary/provider-client'
import type { Transaction } from 'kysely'

/** What the sync engine and its scheduler need of connections. */
export interface ConnectionAccess {
  /**
   * Takes the connections whose next sync is due, the longest overdue first, and sets when they are due again, with
   * jitter. Inside the transaction that queues their jobs; rows that another process is taking are skipped.
   */
  claimDue(trx: AnyTransaction, limit: number): Promise<readonly DueConnection[]>
  /** `undefined` when there is no such connection, or it was disconnected. */
  open(connectionId: string): Promise<OpenConnection | undefined>
  /**
   * Notes how a run ended, in the transaction that ends it: the last sync, failures in a row, the state that follows from
   * the error, and what the person has to be told. What a run says of credentials that the person has replaced meanwhile
   * is left aside.
   */
  noteRun(trx: AnyTransaction, connection: RunConnection, run: RunOutcome): Promise<void>
  /**
   * Records that the provider has named a time before which it wants no requests: the next sync is not due before, and
   * `waitUntil` of the opened connection says so to runs that are begun by hand.
   */
  noteWait(trx: AnyTransaction, connection: RunConnection, wait: ProviderWait): Promise<void>
  /**
   * Refreshes idle connections before their refresh token dies, revokes what people have disconnected or had connected
   * when they were deleted, deletes flows that nobody ended. Called by the worker about once a minute; processes do not
   * get into each other's way.
   */
  maintain(signal: AbortSignal): Promise<void>
  /**
   * What a person has entered for their connections to an integration: of those that are connected, else of those that were. Without
   * what several of them differ in.
   */
  settingsOf(whose: { readonly userId: string; readonly integration: string }): Promise<ConfigurationValues>
  /** What the administrator has set for an integration, secrets opened. */
  configOf(integration: string): Promise<ConfigurationValues>
  /** How all requests to providers are sent. */
  readonly fetch: ProviderFetch
}

// oxlint-disable-next-line typescript/no-explicit-any -- any plugin's transaction will do
type AnyTransaction = Transaction<any>

export interface DueConnection {
  readonly id: string
  readonly userId: string
  readonly integration: string
}

/** A connection at the beginning of a run. */
export interface OpenConnection extends DueConnection {
  readonly status: ConnectionStatus
  /** Why it is not `connected`, and what the person has to do. */
  readonly reason: string | null
  readonly grantedScopes: readonly string[]
  /** What the person has entered for it. */
  readonly settings: ConfigurationValues
  /** As the provider named it. */
  readonly account: { readonly id: string; readonly name?: string } | undefined
  /** Whether the person wants a stream: its default, or what they have chosen. */
  isEnabled(stream: { readonly id: string; readonly offByDefault?: string | undefined }): boolean
  readonly connectedAt: Date
  /** When the person connected it the last time: refreshes leave it as it is, connecting again does not. */
  readonly consentedAt: Date
  /** When a run of it last read something; `null` before the first one. */
  readonly lastSyncAt: Date | null
  /** The provider has asked for no requests before then; may lie in the past. */
  readonly waitUntil: Date | null
  readonly authorizer: Authorizer
}

/** The connection that a run was made through. */
export interface RunConnection {
  readonly id: string
  /** Of the connection as it was opened; absent for a run that did not come so far. */
  readonly consentedAt?: Date | undefined
}

/** That a provider wants no requests for so long, and the sentence about it for the person. */
export interface ProviderWait {
  readonly seconds: number
  readonly code: string
  readonly message: string
}

/** A kind of fault by which records of a stream were rejected. */
export interface RejectionFault {
  readonly stream: string
  /** The same for the same fault, whatever record it is met with. */
  readonly kind: string
  /** The sentence about one such record. */
  readonly reason: string
}

/** How a run ended. */
export interface RunOutcome {
  readonly status: 'succeeded' | 'partial' | 'failed'
  /** What its streams want the person to know, though nothing failed. */
  readonly warnings?: readonly string[]
  /** What was wrong with records that could not be used. Each is told once. */
  readonly rejected?: readonly RejectionFault[]
  /** Sentences about what is not tried again by itself. Told whatever else is known. */
  readonly givenUp?: readonly string[]
  readonly error?: {
    /** One of the integration error codes, `all_rejected`, `worker_died` or `internal`. */
    readonly code: string
    readonly message: string
    readonly missingScopes?: readonly string[]
  }
}

export const connectionAccess = serviceKey<ConnectionAccess>('connectionAccess')
