import type { Database } from '@tributary/database'
import type { Page, RejectedRecord, Stream } from '@tributary/integration-kit'
import { type StoredCursor, saveCursor } from '../cursor-store.ts'
import { recordPage } from '../job-store.ts'
import type { RecordSink } from '../record-sink.ts'
import { insertRejected } from '../rejected-store.ts'
import type { JobRow, JobsTables } from '../tables.ts'
import { checkRecords } from './check-records.ts'
import { isDataError, writeAroundBad, writeRecords } from './write-records.ts'

/** Another worker has taken the job over, or the job has ended: what this one still holds must not be written. */
export class StaleFenceError extends Error {
  constructor(jobId: string) {
    super(`job ${jobId} is no longer held by this worker`)
    this.name = 'StaleFenceError'
  }
}

/** Where pages of one stream of one job go. */
export interface PageTarget<Row> {
  readonly database: Database
  readonly job: JobRow
  readonly stream: Stream<Row>
  readonly sink: RecordSink<Row>
}

/** After a page: the cursor to go on from, and whether the person has asked to cancel. */
export interface Committed {
  readonly cursor: StoredCursor
  readonly cancelRequested: boolean
}

/**
 * Commits one page: its records, its rejected ones, its cursor and its counters, all in one transaction. A worker
 * that lost its job throws `StaleFenceError` and changes nothing.
 */
export async function commitPage<Row>(
  target: PageTarget<Row>,
  page: Page<Row>,
  cursor: StoredCursor,
): Promise<Committed> {
  const { valid, rejected } = checkRecords(target.stream, page.records)
  const checked = { page, valid, rejected: [...(page.rejected ?? []), ...rejected], cursor }
  try {
    return await commitWith(writeRecords, target, checked)
  } catch (error) {
    if (!isDataError(error)) throw error
    return commitWith(writeAroundBad, target, checked)
  }
}

interface CheckedPage<Row> {
  readonly page: Page<Row>
  readonly valid: readonly Row[]
  readonly rejected: readonly RejectedRecord[]
  readonly cursor: StoredCursor
}

async function commitWith<Row>(
  write: typeof writeRecords<Row>,
  target: PageTarget<Row>,
  { page, valid, rejected, cursor }: CheckedPage<Row>,
): Promise<Committed> {
  const { database, job, stream, sink } = target
  return database.transaction<JobsTables, Committed>(async (trx) => {
    const batch = { userId: job.user_id, integration: job.integration, records: valid }
    const written = await write(trx, sink, batch)
    const refused = [...rejected, ...written.rejected]
    await insertRejected(trx, { jobId: job.id, stream: stream.id }, refused)
    const isImport = job.kind === 'import'
    const recorded = await recordPage(trx, {
      jobId: job.id,
      fence: job.fence,
      counts: { ...written.counts, rejected: refused.length, skipped: page.skipped ?? 0 },
      progress: page.progress,
      ...(isImport ? { cursor: { stream: stream.id, value: page.cursor } } : {}),
    })
    if (recorded === undefined) throw new StaleFenceError(job.id)
    const version = isImport
      ? cursor.version
      : await moveCursor(target, trx, { value: page.cursor, version: cursor.version })
    return { cursor: { value: page.cursor, version }, cancelRequested: recorded.cancelRequested }
  })
}

async function moveCursor(
  { job, stream }: { readonly job: JobRow; readonly stream: { readonly id: string } },
  trx: Parameters<typeof saveCursor>[0],
  next: Parameters<typeof saveCursor>[2],
): Promise<number> {
  const version = await saveCursor(
    trx,
    { userId: job.user_id, integration: job.integration, stream: stream.id },
    next,
  )
  if (version === undefined) throw new StaleFenceError(job.id)
  return version
}
