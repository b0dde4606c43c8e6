import { explainPages } from '@tributary/changes/testing'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { metricChanges } from '../src/metric-changes.ts'
import { type MetricsServer, startMetrics } from './metrics-server.ts'

const DAYS = 1_000
const METRICS = 20
const VALUES = DAYS * METRICS * 2

let server: MetricsServer
let db: Kysely<unknown>
beforeAll(async () => {
  server = await startMetrics()
  db = server.database.tables()
})
afterAll(() => server.stop())

/** In one transaction. Sources of which one begins with the other: together with what separates parts, they must sort the same. */
async function writeValues(): Promise<void> {
  await sql`
    insert into daily_metric_values (user_id, date, metric, source, number_value)
    select ${server.ada.id}, date '2019-01-01' + day, 'test.metric' || metric, source, 1
    from generate_series(1, ${sql.lit(DAYS)}) as day, generate_series(1, ${sql.lit(METRICS)}) as metric,
      unnest(array['test', 'test-two']) as source`.execute(db)
  await sql`analyze daily_metric_values`.execute(db)
}

async function readAll(): Promise<{ found: string[]; rows: number; blocks: number; plan: string }> {
  const found: string[] = []
  const rows: number[] = []
  const blocks: number[] = []
  let plan = ''
  const query = { types: metricChanges, userId: server.ada.id, limit: 500 }
  for await (const page of explainPages(db, query)) {
    found.push(...page.found)
    rows.push(page.rows)
    blocks.push(page.blocks)
    plan = page.plan === '' ? plan : page.plan
  }
  return { found, rows: Math.max(...rows), blocks: Math.max(...blocks), plan }
}

it('each page of 40,000 values of one transaction is read by index, in the same order, and costs the same', async () => {
  await writeValues()
  const { found, rows, blocks, plan } = await readAll()
  expect(found).toHaveLength(VALUES)
  expect(new Set(found).size).toBe(VALUES)
  expect(plan).toContain('"Index Name":"daily_metric_values_by_change"')
  expect(rows).toBeLessThan(2_000)
  // A page has 500 values, each of a block of the table at the worst.
  expect(blocks).toBeLessThan(2_000)
})

it('each page of 40,000 deletions of one transaction is read by index and costs the same', async () => {
  const query = { types: metricChanges, userId: server.ada.id, limit: 500 }
  let before = undefined
  for await (const { position } of explainPages(db, { ...query, limit: VALUES })) before = position
  await sql`delete from daily_metric_values where user_id = ${server.ada.id}`.execute(db)
  await sql`analyze deleted_records`.execute(db)
  const found: string[] = []
  const rows: number[] = []
  for await (const page of explainPages(db, { ...query, from: before })) {
    found.push(...page.found)
    rows.push(page.rows)
  }
  expect(new Set(found).size).toBe(VALUES)
  expect(found[0]).toMatch(/^-value 2019-01-02/)
  expect(Math.max(...rows)).toBeLessThan(2_000)
})
