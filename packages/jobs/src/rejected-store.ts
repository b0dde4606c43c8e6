import { type KeysetPage, keysetPage } from '@tributary/database'
import type { RejectedRecord } from '@tributary/integration-kit'
import type { Kysely, Selectable } from 'kysely'
import type { JobsTables, RejectedRecordsTable } from './tables.ts'

type Db = Kysely<JobsTables>

export async function insertRejected(
  db: Db,
  where: { jobId: string; stream: string },
  records: readonly RejectedRecord[],
): Promise<void> {
  if (records.length === 0) return
  await db
    .insertInto('rejected_records')
    .values(
      records.map((record) => ({
        job_id: where.jobId,
        stream: where.stream,
        position: record.position ?? null,
        reason: record.reason,
        raw: JSON.stringify(record.raw ?? null),
      })),
    )
    .execute()
}

/** One page of a job's rejected records, in the order they were met. */
export async function listRejected(
  db: Db,
  query: { jobId: string; cursor?: string | undefined; limit: number },
): Promise<KeysetPage<Selectable<RejectedRecordsTable>>> {
  const rows = db.selectFrom('rejected_records').selectAll().where('job_id', '=', query.jobId)
  return keysetPage(rows, {
    by: [['id', 'bigint']],
    direction: 'asc',
    limit: query.limit,
    cursor: query.cursor,
  })
}
