import { arrayLiteral, type KeysetPage, keysetPage, storableText } from '@tributary/database'
import type { RejectedRecord } from '@tributary/integration-kit'
import { type Kysely, type Selectable, sql } from 'kysely'
import { storableJson } from './storable-json.ts'
import type { JobRow, JobsTables, RejectedRecordsTable } from './tables.ts'

type Db = Kysely<JobsTables>

/** A statement takes 65,535 parameters, and a page in which everything is wrong may hold more. */
const INSERTED_AT_ONCE = 1_000

/** A rejected record. */
export interface Refused extends RejectedRecord {
  /** Whether `raw` is a record as its stream delivers it, which can be written once the cause has been fixed. */
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
            // A record that was altered for storing cannot be written any more.
            retriable: record.isRecord === true && raw === asJson(record.raw),
          }
        }),
      )
      .execute()
  }
}

/**
 * Those of the records that no earlier job has rejected. A provider that delivers the last days at each sync repeats
 * a bad record, which was reported the first time. Equal records of the job itself count separately.
 */
export async function withoutKnown<R extends Refused>(
  db: Db,
  of: {
    readonly job: Pick<JobRow, 'id' | 'user_id' | 'integration' | 'connection_id'>
    readonly stream: string
  },
  records: readonly R[],
): Promise<readonly R[]> {
  if (records.length === 0) return records
  // `limit` keeps the planner to one look at the index for each.
  const { rows } = await sql<{ number: number }>`
    select incoming.number
    from unnest(
      ${arrayLiteral(records.map((_, number) => number))}::integer[],
      ${arrayLiteral(records.map(({ raw }) => storableJson(raw)))}::text[]
    ) as incoming (number, raw)
    cross join lateral (
      select from rejected_records
      join import_jobs on import_jobs.id = rejected_records.job_id
      where rejected_records.raw = incoming.raw::jsonb and rejected_records.stream = ${of.stream}
        and import_jobs.user_id = ${of.job.user_id} and import_jobs.integration = ${of.job.integration}
        and import_jobs.connection_id is not distinct from ${of.job.connection_id}::uuid
        and import_jobs.id <> ${of.job.id}
      limit 1
    ) as known`.execute(db)
  const known = new Set(rows.map(({ number }) => number))
  return records.filter((_, number) => !known.has(number))
}

/** One page of a job's rejected records, in the order they were met. */
export async function listRejected(
  db: Db,
  query: { jobId: string; cursor?: string | undefined; limit: number },
): Promise<KeysetPage<Selectable<RejectedRecordsTable>>> {
  const rows = db.selectFrom('rejected_records').selectAll().where('job_id', '=', query.jobId)
  return keysetPage(rows, {
    list: 'rejected records',
    by: [['id', 'bigint']],
    direction: 'asc',
    filters: { jobId: query.jobId },
    limit: query.limit,
    cursor: query.cursor,
  })
}

/** A job may have rejected a million records; the first ones show the cause. */
const READ_REASONS = 200

/** Why a job's first rejected records were, in the order they were met. */
export async function listRejectionReasons(
  db: Db,
  jobId: string,
): Promise<Pick<Selectable<RejectedRecordsTable>, 'stream' | 'reason'>[]> {
  return db
    .selectFrom('rejected_records')
    .select(['stream', 'reason'])
    .where('job_id', '=', jobId)
    .orderBy('id')
    .limit(READ_REASONS)
    .execute()
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
