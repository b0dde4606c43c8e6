import { ProblemError } from '@tributary/core'
import type { JobTrigger } from '@tributary/integration-host'
import type { Kysely } from 'kysely'
import { countAsked, lockAskedOf } from './job-list-store.ts'
import { jobsErrors } from './jobs-errors.ts'
import type { JobsTables } from './tables.ts'

/** A folder of files has a few hundred; more comes from a script in a loop. */
export const DEFAULT_QUEUED_PER_PERSON = 1_000
/** By then a worker has usually finished one. */
const RETRY_SECONDS = 60
/** The triggers that count: requests over the API. The schedule and the command line are not limited. */
const ASKED: readonly JobTrigger[] = ['upload', 'manual']

interface Asked {
  readonly userId: string
  readonly trigger: JobTrigger
  /** Default 1,000. */
  readonly permitted?: number | undefined
}

/** Throws `JOBS_QUEUE_FULL` at the limit. Holds a lock of the person to the end of the transaction: parallel requests count in turn. */
export async function refuseOverQueued(trx: Kysely<JobsTables>, asked: Asked): Promise<void> {
  const { userId, trigger, permitted = DEFAULT_QUEUED_PER_PERSON } = asked
  if (!ASKED.includes(trigger)) return
  await lockAskedOf(trx, userId)
  const used = await countAsked(trx, userId, ASKED)
  if (used < permitted) return
  throw new ProblemError(jobsErrors.JOBS_QUEUE_FULL, {
    detail: `You have ${used} waiting jobs; the limit is ${permitted}. Wait until some have run, or cancel some: GET /api/jobs?status=queued lists them.`,
    extensions: { used, permitted },
    headers: { 'retry-after': String(RETRY_SECONDS) },
  })
}
