import { type KeysetPage, keysetPage } from '@tributary/database'
import type { RejectedRecord } from '@tributary/integration-kit'
import type { Kysely, Selectable } from 'kysely'
import { storableJson, storableText } from './storable.ts'
import type { JobsTables, RejectedRecordsTable } from './tables.ts'

type Db = Kysely<JobsTables>

/** A statement takes 65,535 parameters, and a page in which everything is wrong may hold more. */
const INSERTED_AT_ONCE = 1_000

/** A record that is put aside. */
export interface Refused extends RejectedRecord {
  /** Whether `raw` is a record as its stream delivers it, which can be written once somebody has mended what refused it. */
  readonly isRecord?: boolean
}

export async function insertRejected(
  db: Db,
  where: { jobId: string; stream: string },
  records: readonly Refused[],
): Promise<void> {
  for (let from = 0; from < records.length; from += INSERTED_AT_ONCE) {
    await db
      .insertInto('rejected_records')
      .values(
        records.slice(from, from + INSERTED_AT_ONCE).map((record) => {
          const raw = storableJson(record.raw)
          return {
            job_id: where.jobId,
            stream: where.stream,
            position: record.position === undefined ? null : storableText(record.position),
            reason: storableText(record.reason),
            raw,
            // One that had to be altered to be stored is no longer what would have to be written.
            retriable: record.isRecord === true && raw === asJson(record.raw),
          }
        }),
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

/** The next records of a job that can be written again, in the order they were met. */
export async function listRetriable(
  db: Db,
  query: { jobId: string; after: number; limit: number },
): Promise<Selectable<RejectedRecordsTable>[]> {
  return db
    .selectFrom('rejected_records')
    .selectAll()
    .where('job_id', '=', query.jobId)
    .where('retriable', '=', true)
    .where('id', '>', query.after)
    .orderBy('id')
    .limit(query.limit)
    .execute()
}

export async function deleteRejected(db: Db, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await db.deleteFrom('rejected_records').where('id', 'in', ids).execute()
}

function asJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}
