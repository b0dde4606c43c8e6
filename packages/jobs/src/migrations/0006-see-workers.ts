import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** Health and alerts ask, in every process and often, whether a worker runs and how the last hour's runs ended. */
export const seeWorkers: Migration = {
  async up(db) {
    await sql`
      create table job_workers (
        id uuid primary key,
        seen_at timestamptz not null default now()
      )`.execute(db)
    await sql`create index import_jobs_by_end on import_jobs (finished_at) where finished_at is not null`.execute(
      db,
    )
  },
}
