import { describeDatabases } from '@tributary/database/testing'
import type { Integration, Page, SyncContext } from '@tributary/integration-kit'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accountIntegration, httpStream, Items } from './account-integration.ts'
import { closedDatabase } from './closed-database.ts'
import { type JobsServer, startJobsServer } from './jobs-server.ts'
import { type LocalAnswer, type LocalProvider, startProvider } from './local-provider.ts'
import { ScriptedConnections } from './scripted-connections.ts'
import { startTestEngine, type TestEngine } from './test-engine.ts'
import type { TestRecord } from './test-records.ts'

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

/** A feed in which records come more than once, out of order, changed, and some of them broken. */
function hostileFeed(random: () => number): (TestRecord | { broken: number })[] {
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
function oracle(feed: ReturnType<typeof hostileFeed>): { rows: Map<string, string>; rejected: number } {
  const rows = new Map<string, string>()
  let rejected = 0
  for (const record of feed) {
    if ('broken' in record || record.value === 'hateful') rejected++
    else rows.set(record.externalId, record.value)
  }
  return { rows, rejected }
}

/** Answers as a provider on a bad day does. */
function badDay(feed: ReturnType<typeof hostileFeed>, random: () => number): (url: URL) => LocalAnswer {
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

describeDatabases('a sync of a feed that has a bad day', (start) => {
  const connections = new ScriptedConnections()
  const integration: Integration = accountIntegration([httpStream('feed', { sync: readFeed })])
  let provider: LocalProvider
  let server: JobsServer
  let bench: TestEngine
  beforeAll(async () => {
    provider = await startProvider()
    connections.providerUrl = provider.url
    server = await startJobsServer(await closedDatabase(start), { worker: false, connections })
    bench = await startTestEngine(server, { integration: () => integration, connections })
  })
  afterAll(async () => {
    await bench.close()
    await server.stop()
    await provider[Symbol.asyncDispose]()
  })

  it('writes each record once and accounts for every one', { timeout: 60_000 }, async () => {
    const random = randomOf(20_261_121)
    const feed = hostileFeed(random)
    const expected = oracle(feed)
    provider.answer = badDay(feed, random)
    const account = connections.connect()
    const id = await bench.submit()
    let row = await bench.run(id)
    let runs = 1
    // What fails five times in a row is begun again, as the next scheduled sync would.
    while (row.status !== 'succeeded') {
      if (row.status === 'failed')
        await sql`update import_jobs set status = 'queued', failures = 0 where id = ${id}`.execute(server.db)
      row = await bench.run(id)
      expect(++runs).toBeLessThan(200)
    }
    expect(runs).toBeGreaterThan(5)
    const stored = await server.db.selectFrom('test_records').select(['external_id', 'value']).execute()
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
      select count(*)::integer as n from rejected_records where job_id = ${id}`.execute(server.db)
    expect(rows).toEqual([{ n: expected.rejected }])
    const runsNoted = await server.db.selectFrom('test_runs').select(['connection_id', 'status']).execute()
    expect(runsNoted.at(-1)).toEqual({ connection_id: account.id, status: 'succeeded' })
  })
})
