import type { OpenConnection } from '@tributary/connections'
import type { ProviderHttp, Stream } from '@tributary/integration-kit'
import type { ConfigurationValues, IntegrationDefinition } from '@tributary/integration-kit/host'
import type { FastifyBaseLogger } from 'fastify'
import type { JobRow } from '../tables.ts'

/** A job that a worker has claimed. */
export interface ClaimedRun {
  readonly job: JobRow
  /** Aborts when the server stops. */
  readonly signal: AbortSignal
  readonly logger: FastifyBaseLogger
}

/** A run that is ready to read. */
export interface Run extends ClaimedRun {
  readonly definition: IntegrationDefinition
  /** The streams to read: enabled, and allowed by the granted scopes. */
  readonly streams: readonly Stream[]
  readonly http: ProviderHttp
  /** The administrator's settings, with decrypted secrets. */
  readonly config: ConfigurationValues
  /** The person's settings of the connection; for a file, of their connections to the integration. */
  readonly settings: ConfigurationValues
  /** Absent for files and public data. */
  readonly connection: OpenConnection | undefined
}

/** A stream that could not be read to its end, and why. */
export interface StreamProblem {
  readonly stream: Stream
  readonly error: unknown
  /** Whether it occurred before the streams, in the shared preparation. */
  readonly isOfWholeRun?: true
}

/** The progress of a run. */
export interface Progress {
  /** Whether the job has committed any page, in any run. */
  hasPages: boolean
  /** Failed attempts before this one, since the last page that was committed. */
  failures: number
  /** What the attempt before has failed with, as the person reads it. */
  readonly previousMessage: string | null
  /** Streams that this job has read completely, in any run. */
  readonly finished: Set<string>
  readonly problems: StreamProblem[]
}

export function progressOf(job: JobRow): Progress {
  return {
    hasPages: job.pages > 0,
    failures: job.failures,
    previousMessage: job.error_message,
    finished: new Set(job.finished_streams),
    problems: [],
  }
}
