import { sql } from 'kysely'
import { type Parts, tablesOf } from '../parts.ts'

const DAY_MILLISECONDS = 86_400_000
/** How long the reason why an export failed is shown. */
const FAILED_DAYS = 30

/** Deletes exports that are older or more than the administrator keeps. Their objects are deleted afterwards. */
export async function retain(parts: Parts): Promise<number> {
  const { keepDays, keepCount } = await parts.settings()
  const daysAgo = (days: number) => new Date(parts.now() - days * DAY_MILLISECONDS)
  const { numAffectedRows = 0n } = await sql`
    delete from kept_exports where id in (
      select id from (
        select id, made_at, row_number() over (
          partition by user_id, storage, contents, format order by made_at desc, id desc) as place
        from kept_exports where status = 'succeeded'
      ) as made
      where (${keepDays}::integer > 0 and made_at < ${daysAgo(keepDays)}) or (${keepCount}::integer > 0 and place > ${keepCount})
      union all
      select id from kept_exports where status = 'failed' and created_at < ${daysAgo(FAILED_DAYS)}
    )`.execute(tablesOf(parts))
  return Number(numAffectedRows)
}
