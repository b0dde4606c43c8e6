import { sql } from 'kysely'
import type { Facts } from '../firings/facts.ts'
import type { Db } from '../parts.ts'
import type { ImportCondition, ItemCondition } from '../rules/condition.ts'

interface Asked<Condition> {
  readonly userId: string
  readonly condition: Condition
  readonly range: { readonly from: string; readonly to: string }
}

/** One entry for each day with items: how they came in together is not kept. The table belongs to the library. */
export async function listItemDays(
  db: Db,
  { userId, condition: { integration, type }, range }: Asked<ItemCondition>,
): Promise<{ date: string; facts: Facts }[]> {
  const { rows } = await sql<{ date: string; integration: string; count: number; titles: string }>`
    select occurred_on::text as date, string_agg(distinct platform, ', ') as integration, count(*) as count,
      array_to_string((array_agg(title order by id))[1:3], ', ') as titles
    from media_items
    where user_id = ${userId} and occurred_on between ${range.from} and ${range.to}
      and platform = coalesce(${integration ?? null}, platform) and type = coalesce(${type ?? null}, type)
    group by occurred_on`.execute(db)
  return rows.map(({ date, ...facts }) => ({ date, facts: { on: 'item', ...facts } }))
}

/** The table belongs to the jobs. */
export async function listImports(
  db: Db,
  { userId, condition: { integration, ends }, range }: Asked<ImportCondition>,
): Promise<{ date: string; facts: Facts }[]> {
  const statuses =
    ends === 'any'
      ? ['succeeded', 'partial', 'failed']
      : ends === 'failed'
        ? ['failed']
        : ['succeeded', 'partial']
  const { rows } = await sql<{
    date: string
    integration: string
    filename: string | null
    status: string
    inserted: number
  }>`
    select to_char(finished_at, 'YYYY-MM-DD') as date, integration, filename, status, inserted from import_jobs
    where user_id = ${userId} and kind = 'import' and finished_at >= ${range.from}::date
      and status = any(string_to_array(${statuses.join(',')}, ','))
      and integration = coalesce(${integration ?? null}, integration)
    order by finished_at desc limit 100`.execute(db)
  return rows.map(({ date, filename, ...facts }) => ({
    date,
    facts: { on: 'import', ...facts, filename: filename ?? facts.integration },
  }))
}
