import { type Kysely, sql } from 'kysely'
import type { NewJob } from './job-store.ts'
import type { JobRow, JobsTables } from './tables.ts'

/**
 * Merges a webhook's sync into a waiting sync of the same connection that was also triggered by a webhook: a provider
 * that sends one webhook per record causes one job, not hundreds. Resolves to that job, or to `undefined` if none is
 * waiting.
 */
export async function mergeWebhookSync(
  trx: Kysely<JobsTables>,
  { connectionId, window, streams }: NewJob,
): Promise<JobRow | undefined> {
  if (connectionId === undefined || window === undefined) return undefined
  const asked = streams === undefined ? null : [...streams]
  return (
    trx
      .updateTable('import_jobs')
      .set({
        window: sql<string>`jsonb_build_object(
        'startDate', least("window" ->> 'startDate', ${window.startDate}::text),
        'endDate', greatest("window" ->> 'endDate', ${window.endDate}::text))`,
        // All enabled streams if either requests all.
        streams: sql<string[] | null>`case when streams is null or ${asked}::text[] is null then null
        else array(select distinct unnest(streams || ${asked}::text[]) order by 1) end`,
        updated_at: sql<Date>`now()`,
      })
      .where('connection_id', '=', connectionId)
      .where('trigger', '=', 'webhook')
      // A job that has read data has a position in its window.
      .where('status', '=', 'queued')
      .where('pages', '=', 0)
      .where('finished_streams', '=', sql<string[]>`'{}'::text[]`)
      .returningAll()
      .executeTakeFirst()
  )
}
