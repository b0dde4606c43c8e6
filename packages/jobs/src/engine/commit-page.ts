import type { Database } from '@tributary/database'
import type { Page, RejectedRecord, Stream } from '@tributary/integration-kit'
import type { StoredCursor } from '../cursor-store.ts'
import { type PageCounts, recordPage } from '../job-run-store.ts'
import type { RecordSink } from '../record-sink.ts'
import { insertRejected, type Refused, withoutKnown } from '../rejected-store.ts'
import type { JobRow, JobsTables } from '../tables.ts'
import { checkRecords } from './check-records.ts'
import {
  isDataError,
  type PreparedBatch,
  prepareBatch,
  writeAroundBad,
  writeRecords,
} from './write-records.ts'

/** Another worker has taken over the job, or the job has ended: this worker must not write. */
export class StaleFenceError extends Error {
  constructor(jobId: string) {
    super(`job ${jobId} is no longer held by this worker`)
    this.name = 'StaleFenceError'
  }
}

/** The target of the pages of one stream of one job. */
export interface PageTarget<Row> {
  readonly database: Database
  readonly job: JobRow
  readonly stream: Stream<Row>
  readonly sink: RecordSink<Row>
}

/** The result of a page: the next cursor, the changes, and whether the person has requested cancellation. */
export interface Committed {
  readonly cursor: StoredCursor
  readonly counts: PageCounts
  readonly cancelRequested: boolean
}

/** A page whose records are validated and prepared for their transaction. */
export interface PreparedPage<Row> {
  readonly page: Page<Row>
  readonly batch: PreparedBatch<Row>
  readonly rejected: readonly Refused[]
}

/** The job of a page, as far as its records name it. */
type PageJob = Pick<JobRow, 'id' | 'user_id' | 'integration' | 'connection_id' | 'kind'>

/** Prepares a page for its transaction: this can run while the previous page is being committed. */
export function preparePage<Row>(
  { job, stream, sink }: Omit<PageTarget<Row>, 'database' | 'job'> & { readonly job: PageJob },
  page: Page<Row>,
): PreparedPage<Row> {
  const { valid, rejected } = checkRecords(stream, page.records)
  return {
    page,
    batch: prepareBatch(sink, {
      userId: job.user_id,
      integration: job.integration,
      connectionId: job.connection_id,
      jobId: job.id,
      importId: job.kind === 'import' ? job.id : undefined,
      records: valid,
      stream,
      covers: page.covers,
      withdrawn: page.withdrawn,
      removed: page.removed,
    }),
    rejected: [...(page.rejected ?? []), ...rejected.map(asRecord)],
  }
}

/**
 * Commits one page: its records, its rejected ones, its cursor and its counters, all in one transaction. A worker
 * that lost its job throws `StaleFenceError` and changes nothing.
 */
export async function commitPage<Row>(
  target: PageTarget<Row>,
  page: PreparedPage<Row>,
  cursor: StoredCursor,
): Promise<Committed> {
  try {
    return await commitWith(writeRecords, target, { ...page, cursor })
  } catch (error) {
    if (!isDataError(error)) throw error
    return commitWith(writeAroundBad, target, { ...page, cursor })
  }
}

async function commitWith<Row>(
  write: typeof writeRecords<Row>,
  target: PageTarget<Row>,
  { page, batch, rejected, cursor }: PreparedPage<Row> & { readonly cursor: StoredCursor },
): Promise<Committed> {
  const { database, job, stream } = target
  return database.transaction<JobsTables, Committed>(async (trx) => {
    const written = await write(trx, batch)
    const refused = [...rejected, ...written.rejected.map(asRecord)]
    const fresh = await freshOf(target, trx, refused)
    await insertRejected(trx, { jobId: job.id, stream: stream.id }, fresh)
    const counts = {
      ...written.counts,
      unchanged: written.counts.unchanged + refused.length - fresh.length,
      rejected: fresh.length,
      skipped: page.skipped ?? 0,
    }
    const recorded = await recordPage(trx, {
      jobId: job.id,
      fence: job.fence,
      counts,
      progress: page.progress,
      warning: page.warning,
      cursor: { stream: stream.id, value: page.cursor, ...placeOfCursor(target, cursor) },
    })
    if (recorded === undefined) throw new StaleFenceError(job.id)
    const { cancelRequested, version } = recorded
    return { cursor: { value: page.cursor, version }, counts, cancelRequested }
  })
}

/** An import and a back-fill keep their cursors; a sync continues those of the syncs before it. */
function placeOfCursor<Row>({ job, stream }: PageTarget<Row>, { version }: StoredCursor) {
  if (job.kind !== 'sync') return { own: true } as const
  const key = {
    userId: job.user_id,
    integration: job.integration,
    connectionId: job.connection_id,
    stream: stream.id,
  }
  return { own: false, key, version } as const
}

/** A file is read on request and reports all its rejected records; a provider is read every hour. */
async function freshOf<Row>(
  { job, stream }: PageTarget<Row>,
  trx: Parameters<typeof withoutKnown>[0],
  refused: readonly Refused[],
): Promise<readonly Refused[]> {
  if (job.kind === 'import') return refused
  return withoutKnown(trx, { job, stream: stream.id }, refused)
}

function asRecord(rejected: RejectedRecord): Refused {
  return { ...rejected, isRecord: true }
}
