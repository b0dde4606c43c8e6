import { type Kysely, sql } from 'kysely'
import type { JobsTables } from '../tables.ts'
import type { BudgetState, Take } from './grant.ts'

type Db = Kysely<JobsTables>

/**
 * Locks a budget for the rest of the transaction, creating it if necessary, and reads it. An upsert, because its
 * `returning` is evaluated once the lock is held: the takes and the time are current.
 */
export async function lockBudget(db: Db, key: string, time?: number): Promise<BudgetState> {
  const { rows } = await sql<{ takes: readonly Take[]; now: number; blocked_until: number | null }>`
    insert into rate_budgets as budget (key) values (${key})
    on conflict (key) do update set updated_at = now()
    returning takes,
      extract(epoch from ${timeOf(time)})::float8 as now,
      extract(epoch from blocked_until)::float8 as blocked_until`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error(`the budget ${key} could not be locked`)
  return { takes: row.takes, now: row.now, blockedUntil: row.blocked_until ?? undefined }
}

export async function saveTakes(db: Db, key: string, takes: readonly Take[]): Promise<void> {
  await db
    .updateTable('rate_budgets')
    .set({ takes: JSON.stringify(takes) })
    .where('key', '=', key)
    .execute()
}

/** A block of the budget until the given time; a longer existing block is kept. */
export async function blockBudget(
  db: Db,
  { key, time }: { readonly key: string; readonly time?: number | undefined },
  seconds: number,
): Promise<void> {
  await sql`
    insert into rate_budgets as budget (key, blocked_until)
    values (${key}, ${timeOf(time)} + make_interval(secs => ${seconds}))
    on conflict (key) do update set
      blocked_until = greatest(budget.blocked_until, excluded.blocked_until), updated_at = now()`.execute(db)
}

/** The database's clock, which all processes share, unless a time is given. In seconds since 1970. */
function timeOf(time: number | undefined) {
  return time === undefined ? sql<Date>`clock_timestamp()` : sql<Date>`to_timestamp(${time}::float8)`
}

/** Deletes budgets unused for two days: longer than any limit or block lasts. */
export async function deleteIdleBudgets(db: Db): Promise<void> {
  await db.deleteFrom('rate_budgets').where('updated_at', '<', sql<Date>`now() - interval '2 days'`).execute()
}
