import { ProblemError, signedIn } from '@tributary/core'
import type { Database } from '@tributary/database'
import type { Connection } from '@tributary/integration-host'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import type { FastifyRequest } from 'fastify'
import type { Engine } from '../engine/engine.ts'
import { findJob } from '../job-store.ts'
import { jobsErrors } from '../jobs-errors.ts'
import type { JobQueue } from '../queue/job-queue.ts'
import type { JobRow, JobsTables } from '../tables.ts'

export interface JobsRoutesContext {
  readonly database: () => Database
  readonly queue: () => JobQueue
  readonly definitionOf: Engine['definitionOf']
  readonly sinkOf: Engine['sinkOf']
  /** The integrations that are up. */
  readonly definitions: () => readonly IntegrationDefinition[]
  /** A person's connections; none where the server has no accounts. */
  readonly connectionsOf: (userId: string) => Promise<readonly Pick<Connection, 'id'>[]>
  /** See `JobsOptions`. */
  readonly streamsPerPerson?: number | undefined
  readonly queuedPerPerson?: number | undefined
}

/** The user's own job. Jobs of other users are not found. */
export async function jobOf(
  request: FastifyRequest & { params: { id: string } },
  context: JobsRoutesContext,
): Promise<JobRow> {
  const job = await findJob(tablesOf(context), request.params.id, signedIn(request).userId)
  if (job === undefined)
    throw new ProblemError(jobsErrors.JOBS_NOT_FOUND, { detail: 'GET /api/jobs lists your jobs.' })
  return job
}

export function tablesOf(context: JobsRoutesContext) {
  return context.database().tables<JobsTables>()
}

/** For lists: the read replica, if there is one. */
export function readingOf(context: JobsRoutesContext) {
  return context.database().reading<JobsTables>()
}
