import type { IntegrationPlugin } from '@tributary/integration-host'
import type { Page, SyncContext } from '@tributary/integration-kit'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { LocalAnswer } from '../local-provider.ts'
import type { TestRecord } from '../test-records.ts'
import { accountIntegration, httpStream, Items } from './account-integration.ts'
import type { Bench } from './bench.ts'

const TOTAL = Number(process.env.FEED_RECORDS ?? 4_000)
const PAGE = 100

/** Numbers that look like chance and are the same in each run (Park and Miller). */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 16_807) % 2_147_483_647
    return state / 2_147_483_647
  }
}

/** A feed with repeated, unordered, changed and invalid records. */
function makeFeed(random: () => number): (TestRecord | { broken: number })[] {
  const records: (TestRecord | { broken: number })[] = []
  for (let n = 0; n < TOTAL; n++) {
    const chance = random()
    const earlier = Math.floor(random() * (n + 1))
    if (chance < 0.01) records.push({ broken: n })
    else if (chance < 0.02) records.push({ externalId: `r${n}`, value: 'hateful' })
    else if (chance < 0.12) records.push({ externalId: `r${earlier}`, value: 'as before' })
    else if (chance < 0.17) records.push({ externalId: `r${earlier}`, value: `changed at ${n}` })
    else records.push({ externalId: `r${n}`, value: 'as before' })
  }
  return records.map((record, at) => {
    // Neighbours change places.
    const other = records[at ^ 1]
    return at % 7 < 2 && other !== undefined ? other : record
  })
}

/** What has to be in the database in the end: the last word on each record. */
function oracle(feed: ReturnType<typeof makeFeed>): { rows: Map<string, string>; rejected: number } {
  const rows = new Map<string, string>()
  let rejected = 0
  for (const record of feed) {
    if ('broken' in record || record.value === 'hateful') rejected++
    else rows.set(record.externalId, record.value)
  }
  return { rows, rejected }
}

/** Answers as a provider on a bad day does. */
function badDay(feed: ReturnType<typeof makeFeed>, random: () => number): (url: URL) => LocalAnswer {
  return (url) => {
    const chance = random()
    if (chance < 0.1) return { status: 429, headers: { 'retry-after': '1' } }
    if (chance < 0.2) return { status: 500, body: { message: 'Oops.' } }
    if (chance < 0.25) return 'cut'
    if (chance < 0.3) return { status: 401 }
    const after = Number(url.searchParams.get('after'))
    const items = feed.slice(after, after + PAGE)
    return { body: { items, ...(after + PAGE < feed.length ? { next: after + PAGE } : {}) } }
  }
}

async function* readFeed({ http, cursor }: SyncContext): AsyncGenerator<Page<TestRecord>> {
  for (let after = Number(cursor ?? 0); ; after += PAGE) {
    const { items, next } = await http.get('/feed', { schema: Items, query: { after } })
    yield { records: items as TestRecord[], cursor: after + items.length }
    if (next === undefined) return
  }
}

export function hostileFeed(bench: Bench): void {
  describe('a sync of a faulty feed', () => {
    const integration: IntegrationPlugin = accountIntegration([httpStream('feed', { sync: readFeed })])

    it('writes each record once and counts every one', { timeout: 60_000 }, async () => {
      bench.integration = integration
      const random = randomOf(20_261_121)
      const feed = makeFeed(random)
      const expected = oracle(feed)
      bench.provider.answer = badDay(feed, random)
      const account = bench.connections.connect()
      const id = await bench.submit()
      let row = await bench.run(id)
      let runs = 1
      // What fails five times in a row is begun again, as the next scheduled sync would.
      // Some of its records are broken.
      while (row.status !== 'partial') {
        if (row.status === 'failed')
          await sql`update import_jobs set status = 'queued', failures = 0 where id = ${id}`.execute(
            bench.server.db,
          )
        row = await bench.run(id)
        expect(++runs).toBeLessThan(200)
      }
      expect(runs).toBeGreaterThan(5)
      const stored = await bench.server.db
        .selectFrom('test_records')
        .select(['external_id', 'value'])
        .execute()
      expect(new Map(stored.map((record) => [record.external_id, record.value]))).toEqual(expected.rows)
      expect(row).toMatchObject({
        fetched: TOTAL,
        rejected: expected.rejected,
        inserted: expected.rows.size,
        pages: TOTAL / PAGE,
      })
      expect(row.inserted + row.updated + row.unchanged + row.rejected).toBe(row.fetched)
      expect(row.updated).toBeGreaterThan(0)
      const { rows } = await sql<{ n: number }>`
      select count(*)::integer as n from rejected_records where job_id = ${id}`.execute(bench.server.db)
      expect(rows).toEqual([{ n: expected.rejected }])
      const recordedRuns = await bench.server.db
        .selectFrom('test_runs')
        .select(['connection_id', 'status'])
        .execute()
      expect(recordedRuns.at(-1)).toEqual({ connection_id: account.id, status: 'partial' })
    })
  })
}
