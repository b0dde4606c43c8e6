import { type KeysetPage, keysetPage } from '@tributary/database'
import type { RejectedRecord } from '@tributary/integration-kit'
import type { Kysely, Selectable } from 'kysely'
import { storableJson, storableText } from './storable.ts'
import type { JobsTables, RejectedRecordsTable } from './tables.ts'

type Db = Kysely<JobsTables>

/** A statement takes 65,535 parameters, and a page in which everything is wrong may hold more. */
const INSERTED_AT_ONCE = 1_000

export async function insertRejected(
  db: Db,
  where: { jobId: string; stream: string },
  records: readonly RejectedRecord[],
): Promise<void> {
  for (let from = 0; from < records.length; from += INSERTED_AT_ONCE) {
    await db
      .insertInto('rejected_records')
      .values(
        records.slice(from, from + INSERTED_AT_ONCE).map((record) => ({
          job_id: where.jobId,
          stream: where.stream,
          position: record.position === undefined ? null : storableText(record.position),
          reason: storableText(record.reason),
          raw: storableJson(record.raw),
        })),
      )
      .execute()
  }
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
