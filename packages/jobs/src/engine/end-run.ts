import type { ConnectionAccess, RunConnection, RunOutcome } from '@tributary/connections'
import type { Transaction } from 'kysely'
import { findNextOfLane } from '../job-list-store.ts'
import { deferJob, endJob, type JobEnd, type JobFailure } from '../job-run-store.ts'
import type { RecordSink, StreamFailure } from '../record-sink.ts'
import { insertRejected } from '../rejected-store.ts'
import type { JobRow, JobsTables } from '../tables.ts'
import { deleteUpload } from '../upload-store.ts'
import type { Engine } from './engine.ts'

/** How a job ends, and who is told in the same transaction. */
export interface RunEnd {
  readonly end: JobEnd
  /** The connection that the run has asked its provider through. */
  readonly connection?: (RunConnection & { readonly access: ConnectionAccess }) | undefined
  /** Streams that were to be read and were not, with the sinks that keep account of that. */
  readonly unread?: readonly { readonly sink: RecordSink; readonly failure: StreamFailure }[]
}

/**
 * Ends the job, forgets the file it no longer needs, tells the connection and the sinks how it went, and calls the next
 * of its lane: all or nothing. Resolves to false when this worker holds the job no longer.
 */
export async function finish(engine: Engine, job: JobRow, run: RunEnd): Promise<boolean> {
  const { end, connection, unread = [] } = run
  return engine.database.transaction<JobsTables, boolean>(async (trx) => {
    const ended = await endJob(trx, job, end)
    if (ended === undefined) return false
    for (const { stream, ...record } of end.rejected ?? [])
      await insertRejected(trx, { jobId: job.id, stream }, [record])
    if (end.status === 'succeeded' && job.upload_id !== null) await deleteUpload(trx, job.upload_id)
    for (const { sink, failure } of unread) await sink.noteFailure?.(trx, failure)
    if (connection !== undefined && end.status !== 'cancelled')
      await connection.access.noteRun(trx, connection, {
        ...outcomeOf(end, end.status),
        warnings: ended.warnings,
      })
    await callNext(engine, trx, job.lane)
    return true
  })
}

function outcomeOf({ error }: JobEnd, status: RunOutcome['status']): RunOutcome {
  if (error === undefined) return { status }
  const { code, message, missingScopes = [] } = error
  return { status, error: { code, message, ...(missingScopes.length === 0 ? {} : { missingScopes }) } }
}

/** Puts the job back, in the row and in the queue, both or neither. */
export async function defer(
  engine: Engine,
  job: JobRow,
  wait: { seconds: number; error?: JobFailure; countsAsFailure: boolean },
): Promise<void> {
  await engine.database.transaction<JobsTables, void>(async (trx) => {
    const status = await deferJob(trx, job, wait)
    if (status === undefined) return
    if (status === 'queued') await engine.queue.enqueue(job, { trx, afterSeconds: Math.ceil(wait.seconds) })
    await callNext(engine, trx, job.lane)
  })
}

async function callNext(engine: Engine, trx: Transaction<JobsTables>, lane: string): Promise<void> {
  const next = await findNextOfLane(trx, lane)
  if (next !== undefined) await engine.queue.enqueue(next, { trx })
}
