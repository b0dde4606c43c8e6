import { type Kysely, sql } from 'kysely'
import type { NewJob } from './job-store.ts'
import type { JobRow, JobsTables } from './tables.ts'

/**
 * Adds what a webhook asks for to a sync of its connection that still waits and that a webhook has asked for as well: a provider that
 * tells each record by itself makes one job, not hundreds. Resolves to that job, or to `undefined` where none waits.
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
        // All that are switched on, where either asks for that.
        streams: sql<string[] | null>`case when streams is null or ${asked}::text[] is null then null
        else array(select distinct unnest(streams || ${asked}::text[]) order by 1) end`,
        updated_at: sql<Date>`now()`,
      })
      .where('connection_id', '=', connectionId)
      .where('trigger', '=', 'webhook')
      // One that has read something has a place in its window.
      .where('status', '=', 'queued')
      .where('pages', '=', 0)
      .where('finished_streams', '=', sql<string[]>`'{}'::text[]`)
      .returningAll()
      .executeTakeFirst()
  )
}
