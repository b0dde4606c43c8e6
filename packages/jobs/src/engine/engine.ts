import type { ConnectionAccess } from '@tributary/connections'
import type { Database } from '@tributary/database'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import type { FastifyBaseLogger } from 'fastify'
import type { RateBudgetsService } from '../budget/rate-budgets-service.ts'
import type { RunCounters } from '../figures/run-counters.ts'
import type { JobQueue } from '../queue/job-queue.ts'
import type { RecordSink } from '../record-sink.ts'
import type { UploadStorage } from '../uploads/upload-storage.ts'
import type { RequestCount } from './request-count.ts'

/** The dependencies of the engine. */
export interface Engine {
  readonly database: Database
  readonly queue: JobQueue
  readonly budgets: RateBudgetsService
  /** Where uploaded files are, besides the database. */
  readonly storage: UploadStorage
  readonly logger: FastifyBaseLogger
  /** The counters of this process, for its metrics. */
  readonly counters?: RunCounters
  /** The count of HTTP requests that this process received; runs pause for them. */
  readonly requests: Pick<RequestCount, 'received'>
  /** Absent without the connections plugin: then only files and public data can be read. */
  connections(): ConnectionAccess | undefined
  /** By integration name; only those that are up. */
  definitionOf(integration: string): IntegrationDefinition | undefined
  // oxlint-disable-next-line typescript/no-explicit-any -- sinks of different rows; the stream's kind picks the right one
  sinkOf(kind: string): RecordSink<any> | undefined
  /** From 0 to 1. */
  random(): number
  /** Resolves after some milliseconds; rejects when the signal aborts. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>
  /** Milliseconds of a monotonic clock. */
  now(): number
  /** The wall clock, for calculations with dates and provider times. */
  clock(): Date
}
