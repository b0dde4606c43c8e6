import { ProblemError } from '@tributary/core'
import type { Stream } from '@tributary/integration-kit'
import { type Selectable, sql, type Transaction } from 'kysely'
import { lockEndedJob } from '../job-run-store.ts'
import { jobsErrors } from '../jobs-errors.ts'
import { recordRetried } from '../judge-store.ts'
import type { RecordSink, WriteCounts } from '../record-sink.ts'
import { deleteRejected, listRetriable } from '../rejected-store.ts'
import type { JobRow, JobsTables, RejectedRecordsTable } from '../tables.ts'
import { checkRecords } from './check-records.ts'
import type { Engine } from './engine.ts'
import { warnOfRejected } from './rejected-warning.ts'
import { isDataError, prepareBatch, writeRecords } from './write-records.ts'

/** The dependencies of retrying. */
export type RetryParts = Pick<Engine, 'database' | 'definitionOf' | 'sinkOf'>

/** Each record costs several statements, and the job's row is locked until the transaction ends. */
const AT_ONCE = 50

/**
 * Retries a job's rejected records after the cause has been fixed: the integration's schema, or a limit of the
 * database. Resolves to the number of records written. A record that has arrived again since in another version is
 * left unchanged: the rejected one is older.
 *
 * Only records as their stream delivers them can be retried. Parts of a file or an answer that the integration could
 * not parse are not records: import or sync again for those.
 */
export async function retryRejected(parts: RetryParts, job: JobRow): Promise<number> {
  let written = 0
  let after = 0
  for (;;) {
    const round = await parts.database.transaction<JobsTables, { written: number; last: number | undefined }>(
      (trx) => retrySome(parts, trx, { job, after }),
    )
    written += round.written
    if (round.last === undefined) return written
    after = round.last
  }
}

async function retrySome(
  parts: RetryParts,
  trx: Transaction<JobsTables>,
  { job, after }: { job: JobRow; after: number },
): Promise<{ written: number; last: number | undefined }> {
  if (!(await lockEndedJob(trx, job.id)))
    throw new ProblemError(jobsErrors.JOBS_NOT_RETRYABLE, { detail: 'The job has not ended yet.' })
  const rows = await listRetriable(trx, { jobId: job.id, after, limit: AT_ONCE })
  const gone: number[] = []
  let inserted = 0
  for (const row of rows) {
    const result = await retryOne(parts, trx, { job, row })
    if (result === undefined) continue
    gone.push(row.id)
    inserted += result.inserted
  }
  await deleteRejected(trx, gone)
  const counted = await recordRetried(trx, job.id, { inserted, unchanged: gone.length - inserted })
  if (counted !== undefined && gone.length > 0) await warnOfRejected(trx, counted)
  return { written: gone.length, last: rows.at(-1)?.id }
}

/** Resolves to `undefined` if the record is rejected again. */
async function retryOne(
  { definitionOf, sinkOf }: RetryParts,
  trx: Transaction<JobsTables>,
  { job, row }: { job: JobRow; row: Selectable<RejectedRecordsTable> },
): Promise<WriteCounts | undefined> {
  const stream: Stream | undefined = definitionOf(job.integration)?.streams.find(
    ({ id }) => id === row.stream,
  )
  const sink: RecordSink | undefined = stream === undefined ? undefined : sinkOf(stream.kind)
  if (stream === undefined || sink === undefined) return undefined
  const { valid } = checkRecords(stream, [row.raw])
  if (valid.length === 0) return undefined
  const { id: jobId, user_id: userId, integration, connection_id: connectionId } = job
  await sql`savepoint retried`.execute(trx)
  try {
    const importId = job.kind === 'import' ? job.id : undefined
    const batch = { userId, integration, connectionId, jobId, importId, stream, records: valid }
    const prepared = prepareBatch(sink, batch)
    const { counts } = await writeRecords(trx, prepared)
    // A later version of it already exists.
    if (counts.updated > 0) await sql`rollback to savepoint retried`.execute(trx)
    await sql`release savepoint retried`.execute(trx)
    return counts
  } catch (error) {
    if (!isDataError(error)) throw error
    await sql`rollback to savepoint retried`.execute(trx)
    await sql`release savepoint retried`.execute(trx)
    return undefined
  }
}
