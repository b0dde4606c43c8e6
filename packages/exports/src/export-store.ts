import { type KeysetPage, keysetPage } from '@tributary/database'
import { sql } from 'kysely'
import type { Db } from './parts.ts'
import type { ExportRow, ScheduleRow } from './tables.ts'

/** What is exported, and where to. */
export interface Wanted {
  readonly contents: ExportRow['contents']
  readonly format: ExportRow['format']
  readonly storage: string
  readonly storageName: string
}

/** Locks what is counted of a person: two requests at once would both find room for one. */
export async function lockPerson(trx: Db, userId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`exports/${userId}`}, 0))`.execute(trx)
}

export async function countUnfinished(db: Db, userId: string): Promise<number> {
  const { count } = await db
    .selectFrom('kept_exports')
    .select(sql<number>`count(*)`.as('count'))
    .where('user_id', '=', userId)
    .where('status', 'in', ['queued', 'running'])
    .executeTakeFirstOrThrow()
  return count
}

export async function insertExport(
  db: Db,
  { userId, now, ...wanted }: Wanted & { readonly userId: string; readonly now: Date },
): Promise<ExportRow> {
  return db
    .insertInto('kept_exports')
    .values({
      user_id: userId,
      contents: wanted.contents,
      format: wanted.format,
      storage: wanted.storage,
      storage_name: wanted.storageName,
      created_at: now,
      due_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

interface ListQuery {
  readonly userId: string
  readonly limit: number
  readonly cursor?: string | undefined
}

/** The newest first. */
export async function listExports(
  db: Db,
  { userId, limit, cursor }: ListQuery,
): Promise<KeysetPage<ExportRow>> {
  return keysetPage(db.selectFrom('kept_exports').selectAll().where('user_id', '=', userId), {
    list: 'exports',
    by: [
      ['created_at', 'timestamptz'],
      ['id', 'uuid'],
    ],
    direction: 'desc',
    limit,
    cursor,
  })
}

/** `undefined` for one of another person. */
export async function findExport(db: Db, userId: string, id: string): Promise<ExportRow | undefined> {
  return db
    .selectFrom('kept_exports')
    .selectAll()
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Its object is deleted afterwards; one that is being made is given up. */
export async function deleteExport(db: Db, userId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('kept_exports')
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

export async function countSchedules(db: Db, userId: string): Promise<number> {
  const { count } = await db
    .selectFrom('export_schedules')
    .select(sql<number>`count(*)`.as('count'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  return count
}

export async function insertSchedule(
  db: Db,
  schedule: Wanted & { readonly userId: string; readonly every: ScheduleRow['every']; readonly now: Date },
): Promise<ScheduleRow> {
  const { userId, every, now, contents, format, storage, storageName } = schedule
  return db
    .insertInto('export_schedules')
    .values({
      user_id: userId,
      contents,
      format,
      storage,
      storage_name: storageName,
      every,
      begins_at: now,
      next_at: now,
      created_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** The oldest first. */
export async function listSchedules(
  db: Db,
  { userId, limit, cursor }: ListQuery,
): Promise<KeysetPage<ScheduleRow>> {
  return keysetPage(db.selectFrom('export_schedules').selectAll().where('user_id', '=', userId), {
    list: 'export-schedules',
    by: [
      ['created_at', 'timestamptz'],
      ['id', 'uuid'],
    ],
    direction: 'asc',
    limit,
    cursor,
  })
}

export async function findSchedule(db: Db, userId: string, id: string): Promise<ScheduleRow | undefined> {
  return db
    .selectFrom('export_schedules')
    .selectAll()
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function deleteSchedule(db: Db, userId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('export_schedules')
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}
