import { readDateTime } from '@tributary/core'
import { type KeysetPage, keysetPage } from '@tributary/database'
import type { Kysely } from 'kysely'
import type { AuditEntry, AuditSubject } from './audit-log.ts'
import type { AuditRow, AuditTables } from './tables.ts'

/** May be a transaction. */
type Db = Kysely<AuditTables>

export async function insertEntry(db: Db, entry: AuditEntry): Promise<void> {
  const { by, action, subjectType, subjectId, changes = [] } = entry
  await db
    .insertInto('audit_entries')
    .values({
      actor_id: by?.userId ?? null,
      actor_kind: by?.kind ?? 'server',
      action,
      subject_type: subjectType,
      subject_id: subjectId,
      changes: JSON.stringify(changes),
    })
    .execute()
}

/** Filters of the list; absent ones match every entry. */
export interface EntryFilters {
  readonly actorId?: string | undefined
  readonly subjectType?: AuditSubject | undefined
  readonly subjectId?: string | undefined
  /** Inclusive. */
  readonly fromTime?: string | undefined
  /** Exclusive. */
  readonly toTime?: string | undefined
}

/** A page of entries, the newest first. */
export async function listEntries(
  db: Db,
  { limit, cursor, ...filters }: EntryFilters & { limit: number; cursor?: string | undefined },
): Promise<KeysetPage<AuditRow>> {
  const { actorId, subjectType, subjectId, fromTime, toTime } = filters
  let rows = db.selectFrom('audit_entries').selectAll()
  if (actorId !== undefined) rows = rows.where('actor_id', '=', actorId)
  if (subjectType !== undefined) rows = rows.where('subject_type', '=', subjectType)
  if (subjectId !== undefined) rows = rows.where('subject_id', '=', subjectId)
  if (fromTime !== undefined) rows = rows.where('at', '>=', readDateTime(fromTime) ?? new Date(Number.NaN))
  if (toTime !== undefined) rows = rows.where('at', '<', readDateTime(toTime) ?? new Date(Number.NaN))
  return keysetPage(rows, { list: 'audit', by: [['id', 'bigint']], limit, cursor, filters })
}

export async function findEntry(db: Db, id: string): Promise<AuditRow | undefined> {
  return db.selectFrom('audit_entries').selectAll().where('id', '=', Number(id)).executeTakeFirst()
}

/** Deletes the oldest entries before a time, at most `limit`. Resolves to how many there were. */
export async function deleteEntriesBefore(db: Db, before: Date, limit: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('audit_entries')
    .where('id', 'in', (old) =>
      // Those that another process deletes are left to it.
      old
        .selectFrom('audit_entries')
        .select('id')
        .where('at', '<', before)
        .orderBy('at')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
