import type { Database } from '@tributary/database'

/** The columns of waiting times in the plugins' tables. */
const DUE_NOW = [
  `update import_jobs set run_after = now() where status = 'queued' and run_after > now()`,
  `update pgboss.job set start_after = now() where state < 'active' and start_after > now()`,
  `update user_integrations set wait_until = null where wait_until is not null`,
  `update rate_budgets set blocked_until = null where blocked_until is not null`,
]

/** Makes everything due that waits for a time, so that tests need not wait. */
export async function endWaits(database: Database): Promise<void> {
  for (const statement of DUE_NOW) await database.pool.query(statement)
}
