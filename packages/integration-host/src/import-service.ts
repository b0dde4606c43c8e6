import { serviceKey } from '@tributary/core'
import type { DateRange } from '@tributary/integration-kit/dates'
import type { IntegrationDefinition, OpenedAccount } from '@tributary/integration-kit/host'
import type { ImportJob } from './import-job.ts'

/** A file on its way into the server. */
export interface Upload {
  /** A UUID chosen by the caller, who can then discard what is left of the file if the process dies. Default: a new one. */
  readonly id?: string
  readonly userId: string
  readonly filename: string
  readonly contentType: string
  readonly content: AsyncIterable<Uint8Array>
  /** Ends the upload with `INTEGRATION_FILE_TOO_LARGE` once exceeded. */
  readonly maxBytes: number
  /** How much the sender says it is, where that is known: refused before it is sent when there is no room. */
  readonly bytes?: number
  /** Default `upload`; `command` from the command line, where the person's quotas do not hold. */
  readonly trigger?: 'upload' | 'command' | 'demo'
}

/** What an integration has delivered for a user: through one connection, or all of it. */
export interface Delivered {
  readonly userId: string
  readonly integration: string
  readonly connectionId?: string | undefined
}

/** Takes uploaded files and makes import jobs of them. The jobs plugin registers it; the standard routes call it. */
export interface Imports {
  /** Streams a file into the database. Resolves to the id of the upload; it is gone again if the stream fails. */
  receive(upload: Upload): Promise<string>
  /** Forgets an upload that came to nothing. */
  discard(uploadId: string): Promise<void>
  /** Queues an import job over an upload, both in one transaction. */
  submit(submission: {
    readonly userId: string
    readonly integration: string
    readonly uploadId: string
    readonly options: Readonly<Record<string, unknown>>
    /** Default `upload`; `command` from the command line, `demo` of demo data. */
    readonly trigger?: 'upload' | 'command' | 'demo'
    /** By what `erase` finds what this file alone delivered: the id of a connection, or one made for the file. Default: all files of a person share one. */
    readonly deliveryId?: string | undefined
  }): Promise<ImportJob>
  /**
   * Queues a sync over local dates, both inclusive. `backfill`: of low priority, with cursors of its own, behind which
   * scheduled syncs do not wait.
   */
  submitSync(submission: {
    readonly userId: string
    readonly integration: string
    /** Absent where there is no account in between. */
    readonly connectionId?: string | undefined
    readonly window: DateRange
    /** Default `sync`. */
    readonly kind?: 'sync' | 'backfill'
    /** Default: all that the person has switched on. */
    readonly streams?: readonly string[] | undefined
    /** Default `manual`. What webhooks ask for before it has begun becomes one job. */
    readonly trigger?: 'manual' | 'connect' | 'webhook'
  }): Promise<ImportJob>
  /** Deletes records that the provider says it has no longer. Only of kinds that have external ids. */
  removeRecords(removal: {
    readonly userId: string
    readonly integration: string
    readonly connectionId: string
    readonly stream: string
    readonly externalIds: readonly string[]
  }): Promise<void>
  /** Cancels what waits and runs, at once: what a worker still holds is written no more. */
  cancelAll(whose: Delivered): Promise<void>
  /** Cancels what runs and deletes what was delivered. What another connection or a file has delivered as well stays. */
  erase(whose: Delivered): Promise<void>
  /** The newest jobs, at most 100, of these connections and `deliveryId`s. */
  jobsOf(userId: string, deliveryIds: readonly string[]): Promise<readonly ImportJob[]>
  /** Deletes jobs, of which nothing else is to stay: after `erase`. */
  forget(whose: Delivered): Promise<void>
  /** Opens a person's account for a request that is no job; `undefined` where it has ended or is another's. */
  openAccount(whose: {
    readonly userId: string
    readonly integration: string
    readonly connectionId?: string | undefined
    readonly signal: AbortSignal
  }): Promise<OpenedAccount | undefined>
  /** The kinds of record that a plugin of this server writes. */
  streamKinds(): readonly string[]
  /** The integrations that are up. */
  integrations(): readonly IntegrationDefinition[]
  /** A user's job. */
  readJob(userId: string, jobId: string): Promise<ImportJob | undefined>
  /** The newest job of a user and an integration. */
  lastJob(userId: string, integration: string): Promise<ImportJob | undefined>
}

export const imports = serviceKey<Imports>('imports')
