import type { Kernel } from '@tributary/core'
import { database } from '@tributary/database'
import { connections, imports } from '@tributary/integration-host'
import { accountName, forEachAccount, keyOf } from './for-each-account.ts'

const integration = 'plays'
/** Concurrency of the preparation, which waits for the database and not for this process. */
const AT_ONCE = 8

/** The states of the jobs. */
export interface JobCounts {
  readonly open: number
  readonly succeeded: number
  readonly failed: number
  /** From the first start to the last end. */
  readonly seconds: number
}

const COUNT_JOBS = `
  select
    count(*) filter (where status in ('queued', 'running'))::integer as open,
    count(*) filter (where status = 'succeeded')::integer as succeeded,
    count(*) filter (where status not in ('queued', 'running', 'succeeded'))::integer as failed,
    coalesce(extract(epoch from max(finished_at) - min(started_at)), 0)::float8 as seconds
  from import_jobs`

/** No hash: hashing takes a tenth of a second, and these users do not sign in. */
const INSERT_USERS = `
  insert into users (id, email, name)
  select id, id || '@example.org', 'bench' from unnest($1::text[]) as incoming (id)`

/** What a server process does for the benchmark of connected accounts, besides serving. */
export function accountOrders(kernel: Kernel): Readonly<Record<string, (argument: number) => unknown>> {
  const query = (text: string, values?: unknown[]) => kernel.getService(database).pool.query(text, values)
  return {
    /** Creates users and connects each by a key of their own, like `POST /api/plays/connect`. */
    'connect-accounts': async (count) => {
      await query(INSERT_USERS, [Array.from({ length: count }, (_, index) => accountName(index + 1))])
      const service = kernel.getService(connections)
      const connect = (account: number) =>
        service.connectWithCredentials({
          userId: accountName(account),
          integration,
          values: { apiKey: keyOf(account) },
        })
      await forEachAccount(count, connect, AT_ONCE)
    },
    /** Queues a sync of each. */
    'queue-syncs': async (count) => {
      const service = kernel.getService(imports)
      const today = new Date().toISOString().slice(0, 10)
      const window = { startDate: today, endDate: today }
      const submit = async (account: number) => {
        const userId = accountName(account)
        const [connection] = await kernel.getService(connections).list({ userId, integration })
        await service.submitSync({ userId, integration, connectionId: connection?.id, window })
      }
      await forEachAccount(count, submit, AT_ONCE)
    },
    /** Deletes all jobs, and has the connections become due evenly over so many minutes. */
    'make-due': async (minutes) => {
      await query('delete from import_jobs')
      await query(
        `update user_integrations set next_sync_at = now() + make_interval(secs => place * 60 * $1 / count)
         from (select id, row_number() over (order by id) as place, count(*) over () from user_integrations) as each
         where each.id = user_integrations.id`,
        [minutes],
      )
    },
    'count-jobs': async () => (await query(COUNT_JOBS)).rows[0],
    'count-items': async () =>
      (await query('select count(*)::integer as items from media_items')).rows[0].items,
  }
}
