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
  /** What this run is to read: switched on, and allowed by the person. */
  readonly streams: readonly Stream[]
  readonly http: ProviderHttp
  /** What the administrator has set, secrets opened. */
  readonly config: ConfigurationValues
  /** What the person has entered for the connection; for a file, for their connections to the integration. */
  readonly settings: ConfigurationValues
  /** None for files and for public data. */
  readonly connection: OpenConnection | undefined
}

/** A stream that could not be read to its end, and why. */
export interface StreamProblem {
  readonly stream: Stream
  readonly error: unknown
  /** It was met before the streams, by what they share. */
  readonly isOfWholeRun?: true
}

/** What a run has come to so far. */
export interface Progress {
  /** Whether the job has committed any page yet, in whatever run. */
  hasPages: boolean
  /** Failed attempts before this one, since the last page that was committed. */
  failures: number
  /** What the attempt before has failed with, as the person reads it. */
  readonly previousMessage: string | null
  /** Streams that this job has read to their end, in whatever run. */
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
