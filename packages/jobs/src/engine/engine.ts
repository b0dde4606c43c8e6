import type { ConnectionAccess } from '@tributary/connections'
import type { Database } from '@tributary/database'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import type { FastifyBaseLogger } from 'fastify'
import type { RateBudgets } from '../budget/rate-budgets.ts'
import type { RunCounters } from '../figures/run-counters.ts'
import type { JobQueue } from '../queue/job-queue.ts'
import type { RecordSink } from '../record-sink.ts'

/** What the engine works with. */
export interface Engine {
  readonly database: Database
  readonly queue: JobQueue
  readonly budgets: RateBudgets
  readonly logger: FastifyBaseLogger
  /** What the process has done, for its metrics. */
  readonly counters?: RunCounters
  /** Absent where no plugin connects accounts: files and public data are then all there is. */
  connections(): ConnectionAccess | undefined
  /** By integration name; only those that are up. */
  definitionOf(integration: string): IntegrationDefinition | undefined
  // oxlint-disable-next-line typescript/no-explicit-any -- sinks of different rows; the stream's kind picks the right one
  sinkOf(kind: string): RecordSink<any> | undefined
  /** From 0 to 1. */
  random(): number
  /** Milliseconds by a clock that is never set back. */
  now(): number
  /** The time of day, for what is reckoned in dates and compared with times of providers. */
  clock(): Date
}
