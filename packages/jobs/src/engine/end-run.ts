import type { ConnectionAccess, RunConnection, RunOutcome } from '@tributary/connections'
import type { Transaction } from 'kysely'
import { deferJob, type EndedJob, endJob, type JobEnd, type JobFailure } from '../job-run-store.ts'
import { isRejectedWarning } from '../judge-store.ts'
import type { RecordSink, StreamFailure } from '../record-sink.ts'
import { insertRejected } from '../rejected-store.ts'
import { describeGivenUp } from '../schedule/describe-given-up.ts'
import { queueBackfill, type ReadConnection } from '../schedule/queue-backfill.ts'
import type { JobRow, JobsTables } from '../tables.ts'
import { deleteUpload } from '../upload-store.ts'
import type { Engine } from './engine.ts'
import { readableStreams } from './open-run.ts'
import { warnOfRejected } from './rejected-warning.ts'
import { findRejectionFaults } from './rejection-faults.ts'
import type { Run } from './run.ts'

/** The end of a job, and the connection and sinks that are notified in the same transaction. */
export interface RunEnd {
  readonly end: JobEnd
  /** The connection that the run used. */
  readonly connection?: (RunConnection & { readonly access: ConnectionAccess }) | undefined
  /** Requested streams that were not read, with the sinks that track them. */
  readonly unread?: readonly { readonly sink: RecordSink; readonly failure: StreamFailure }[]
  /** Streams that a back-fill has read, with possibly missing dates. */
  readonly undelivered?: readonly { readonly sink: RecordSink; readonly dates: UndeliveredDates }[]
  /** Absent if the run did not get that far. */
  readonly run?: Run | undefined
}

type UndeliveredDates = Omit<StreamFailure, 'code' | 'message'>

/**
 * Ends the job, deletes its file if no longer needed, and reports the outcome to the connection and the sinks: all or
 * nothing. Resolves to the outcome of the job, or to `undefined` if this worker no longer holds it.
 */
export async function finish(engine: Engine, job: JobRow, run: RunEnd): Promise<EndedJob | undefined> {
  const { end, connection } = run
  return engine.database.transaction<JobsTables, EndedJob | undefined>(async (trx) => {
    const ended = await endJob(trx, job, end)
    if (ended === undefined) return undefined
    for (const { stream, ...record } of end.rejected ?? [])
      await insertRejected(trx, { jobId: job.id, stream }, [record])
    // An unusable response is already reported by the run's error.
    const rejected = ended.rejected - (end.rejected?.length ?? 0)
    if (rejected > 0 || ended.warnings.some(isRejectedWarning))
      await warnOfRejected(trx, { id: job.id, fetched: ended.fetched, rejected })
    if (ended.status === 'succeeded' && job.upload_id !== null) await deleteUpload(trx, job.upload_id)
    const givenUp = await recordDates(trx, run)
    if (connection !== undefined && end.status !== 'cancelled')
      await connection.access.recordRun(trx, connection, {
        ...outcomeOf(ended, end),
        warnings: ended.warnings,
        rejected: rejected === 0 ? [] : await findRejectionFaults(trx, job.id),
        givenUp,
      })
    const read = run.run === undefined || !isFollowedUp(job, end) ? undefined : readOf(run.run)
    if (read !== undefined) await queueBackfill(engine, trx, read)
    return ended
  })
}

/** Reports dates without data to the sinks. Resolves to messages about dates that are not retried any more. */
async function recordDates(
  trx: Transaction<JobsTables>,
  { unread = [], undelivered = [] }: RunEnd,
): Promise<readonly string[]> {
  const givenUp: string[] = []
  for (const { sink, failure } of unread) {
    await sink.recordFailure?.(trx, failure)
    const sentence = failure.kind === 'backfill' ? await describeGivenUp(trx, sink, failure) : undefined
    if (sentence !== undefined) givenUp.push(sentence)
  }
  for (const { sink, dates } of undelivered) await sink.recordUndelivered?.(trx, dates)
  return givenUp
}

/** A sync shows that the provider answers; a successful back-fill is followed by the next one at once. */
function isFollowedUp({ kind }: JobRow, { status }: JobEnd): boolean {
  if (kind === 'sync') return status === 'succeeded' || status === 'partial'
  return kind === 'backfill' && status === 'succeeded'
}

function readOf({ job, definition, connection }: Run): ReadConnection | undefined {
  if (connection === undefined) return undefined
  return {
    userId: job.user_id,
    definition,
    connection,
    streams: readableStreams(definition, connection),
  }
}

/** From the job's row: rejected records may change the outcome of the run. */
function outcomeOf({ status, error_code, error_message }: EndedJob, { error }: JobEnd): RunOutcome {
  const told = status === 'failed' || status === 'partial' ? status : 'succeeded'
  if (error_code === null) return { status: told }
  const { missingScopes = [] } = error ?? {}
  return {
    status: told,
    error: {
      code: error_code,
      message: error_message ?? '',
      ...(missingScopes.length === 0 ? {} : { missingScopes }),
    },
  }
}

/** The delay of a job and its reason. */
interface Wait {
  readonly seconds: number
  readonly error?: JobFailure
  readonly countsAsFailure: boolean
  /** The connection whose provider requested the wait. */
  readonly connection?: RunEnd['connection']
}

/**
 * Requeues the job, in its row and in the queue, and records the provider's wait for the connection: all or nothing.
 */
export async function defer(engine: Engine, job: JobRow, wait: Wait): Promise<void> {
  await engine.database.transaction<JobsTables, void>(async (trx) => {
    const status = await deferJob(trx, job, wait)
    if (status === undefined) return
    if (status === 'queued') await engine.queue.enqueue(job, { trx, afterSeconds: Math.ceil(wait.seconds) })
    const { connection, error, seconds } = wait
    if (connection !== undefined && error !== undefined)
      await connection.access.recordWait(trx, connection, { ...error, seconds })
  })
}
