import { ofEnabledUser } from '@tributary/accounts'
import { sql } from 'kysely'
import { nextRun } from '../next-run.ts'
import type { Parts } from '../parts.ts'
import type { ExportsTables, ScheduleRow } from '../tables.ts'

const MOST_AT_ONCE = 100

/**
 * Queues the exports whose time has come, in one transaction with the next time of their schedules: each once, in whichever process. A
 * time that passed while the export before waits or no server ran is not made up for.
 */
export async function queueScheduled(parts: Parts): Promise<number> {
  const now = new Date(parts.now())
  return parts.database.transaction<ExportsTables, number>(async (trx) => {
    const due: readonly ScheduleRow[] = await trx
      .selectFrom('export_schedules')
      .selectAll()
      .where('next_at', '<=', now)
      .where(ofEnabledUser('export_schedules.user_id'))
      .orderBy('next_at')
      .limit(MOST_AT_ONCE)
      .forUpdate()
      .skipLocked()
      .execute()
    for (const schedule of due) {
      const { id, user_id, contents, format, storage, storage_name, every, begins_at: beginsAt } = schedule
      await sql`
        insert into kept_exports (user_id, contents, format, storage, storage_name, schedule_id, created_at, due_at)
        select ${user_id}, ${contents}, ${format}, ${storage}, ${storage_name}, ${id}, ${now}, ${now}
        where not exists (select from kept_exports where schedule_id = ${id} and status in ('queued', 'running'))`.execute(
        trx,
      )
      await trx
        .updateTable('export_schedules')
        .set({ next_at: nextRun({ every, beginsAt }, now) })
        .where('id', '=', id)
        .execute()
    }
    return due.length
  })
}
