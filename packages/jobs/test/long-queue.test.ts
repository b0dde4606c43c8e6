import { silentLogger } from '@tributary/core'
import { type Kysely, sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { QUEUE } from '../src/queue/job-queue.ts'
import { listTurns, takeEntry } from '../src/queue/turn-store.ts'
import { Turns } from '../src/queue/turns.ts'
import type { JobsTables } from '../src/tables.ts'
import { countQueries, type JobsServer, startJobsServer } from './jobs-server.ts'

const RUNNABLE = { imports: ['feed'], syncs: ['feed'], unavailable: {} }

describe('a long queue', () => {
  let server: JobsServer
  beforeEach(async () => {
    server = await startJobsServer({ worker: false })
  })
  afterEach(() => server.stop())

  /** Queues many jobs at once, each in a lane of its own. */
  async function fill(count: number, userId: string): Promise<void> {
    await sql`insert into import_jobs (user_id, integration, kind, trigger, lane)
      select ${userId}, 'feed', 'sync', 'manual', gen_random_uuid()::text from generate_series(1, ${count})`.execute(
      server.db,
    )
    await sql`insert into pgboss.job (name, policy, singleton_key, priority, data, retry_limit)
      select ${QUEUE}, 'short', id::text, 10, jsonb_build_object('jobId', id), 100000 from import_jobs
      where user_id = ${userId} order by seq`.execute(server.db)
    for (const table of ['import_jobs', 'pgboss.job'])
      await sql`analyze ${sql.table(table)}`.execute(server.db)
  }

  /** Which of the tables of jobs are read from end to end. */
  const scanned = async (work: (trx: Kysely<JobsTables>) => Promise<unknown>): Promise<readonly string[]> =>
    server.database.transaction<JobsTables, readonly string[]>(async (trx) => {
      const scans = async () => {
        const { rows } = await sql<{ name: string; scans: number }>`
          select relname as name, seq_scan::integer as scans from pg_stat_xact_all_tables
          where relname in ('import_jobs', 'job_common')`.execute(trx)
        return new Map(rows.map(({ name, scans }) => [name, scans]))
      }
      const before = await scans()
      await work(trx)
      return [...(await scans())]
        .filter(([name, count]) => count > (before.get(name) ?? 0))
        .map(([name]) => name)
    })

  it('that takes long to order reuses its order in proportion, also while jobs are queued', async () => {
    await fill(600, 'ada')
    let clock = 0
    let reckonings = 0
    countQueries(server, 'delivered as materialized', () => {
      reckonings++
      clock += 3_000
    })
    const turns = new Turns({
      database: server.database,
      logger: silentLogger,
      slots: 600,
      slotsPerPerson: 600,
      runnable: () => RUNNABLE,
      now: () => clock,
    })
    const take = async (count: number, { whileQueued = true } = {}) => {
      for (let n = 0; n < count; n++) {
        if (whileQueued) turns.recordQueued()
        const taken = await turns.take()
        if (taken === undefined) throw new Error('no job can start')
        await sql`update import_jobs set status = 'succeeded', finished_at = now() where id = ${taken.jobId}`.execute(
          server.db,
        )
        clock += whileQueued ? 100 : 0
      }
    }
    await take(60)
    expect(reckonings).toBe(1)
    await take(60)
    expect(reckonings).toBe(2)
    // More than one order has.
    clock += 60_000
    await take(480, { whileQueued: false })
    expect(await turns.take()).toBeUndefined()
  })

  it('is ordered like a short one: with 3,000 jobs of one person and 50 of another, every second one is the other’s', async () => {
    await fill(3_000, 'ada')
    await fill(50, 'grace')
    const order = await listTurns(server.db, RUNNABLE)
    expect(order).toHaveLength(400)
    const graces = order.flatMap(({ userId }, place) => (userId === 'grace' ? [place] : []))
    expect(graces).toHaveLength(50)
    expect(graces.at(-1)).toBeLessThan(100)
  })

  it('is read by indexes, without ended jobs', async () => {
    await fill(3_000, 'ada')
    const order = await listTurns(server.db, RUNNABLE)
    const { applied } = await server.database.readSchema()
    const ids = order.slice(0, 8).map(({ entryId }) => entryId)
    const taken: unknown[] = []
    expect(await scanned(async (trx) => taken.push(await takeEntry(trx, ids, applied)))).toEqual([])
    expect(taken).toMatchObject([{ userId: 'ada' }])
    await sql`update import_jobs set status = 'succeeded', finished_at = now() where seq % 100 > 0`.execute(
      server.db,
    )
    await sql`vacuum analyze import_jobs`.execute(server.db)
    expect(await scanned((trx) => listTurns(trx, RUNNABLE))).not.toContain('import_jobs')
  })
})
