import { sql } from 'kysely'
import { expect } from 'vitest'
import { type JobsServer, jobRow } from './jobs-server.ts'
import { type LongFeed, oracle } from './long-feed.ts'

export const FEED: LongFeed = { name: 'long', total: 25_000, page: 250, pause: 5 }
const WINDOW = { startDate: '2026-11-01', endDate: '2026-11-07' }

export async function submitLong(server: JobsServer, integration = FEED.name): Promise<string> {
  return (await server.imports.submitSync({ userId: 'ada', integration, window: WINDOW })).id
}

/** The rows of a run that was disturbed are those of one that was not, and every record is accounted for. */
export async function expectWhole(server: JobsServer, id: string): Promise<void> {
  const { rows, rejected } = oracle(FEED)
  const stored = await server.db.selectFrom('test_records').select(['external_id', 'value']).execute()
  expect(new Map(stored.map((row) => [row.external_id, row.value]))).toEqual(rows)
  const job = await jobRow(server, id)
  expect(job).toMatchObject({
    fetched: FEED.total,
    inserted: rows.size,
    updated: 0,
    unchanged: FEED.total - rows.size - rejected,
    rejected,
    // Each page was committed once, however often it was fetched.
    pages: FEED.total / FEED.page,
  })
  const { rows: aside } = await sql<{
    n: number
  }>`select count(*)::integer as n from rejected_records`.execute(server.db)
  expect(aside[0]?.n).toBe(rejected)
}
