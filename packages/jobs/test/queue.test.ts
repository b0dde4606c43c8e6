import { silentLogger } from '@tributary/core'
import { sql } from 'kysely'
import manifest from 'pg-boss/package.json' with { type: 'json' }
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { submitJob } from '../src/import-service.ts'
import { insertJob } from '../src/job-store.ts'
import type { JobQueue } from '../src/queue/job-queue.ts'
import { PG_BOSS_SCHEMA, PgBossQueue } from '../src/queue/pg-boss-queue.ts'
import { requeueLost } from '../src/requeue-lost.ts'
import { type JobsServer, queuedEntries, reaches, startJobsServer } from './jobs-server.ts'
import { pageOf, scriptedSync } from './scripted-integration.ts'

/** The full proof is ROLLBACK_ROUNDS=1000. */
const ROUNDS = Number(process.env.ROLLBACK_ROUNDS ?? 300)
const WINDOW = { startDate: '2026-11-01', endDate: '2026-11-07' }

describe('the queue', () => {
  let server: JobsServer
  let queue: PgBossQueue
  beforeAll(async () => {
    // Queues only: what is queued stays where a test can see it.
    server = await startJobsServer({ worker: false })
    queue = new PgBossQueue(server.database, { logger: silentLogger, supervise: false })
    await queue.open()
  })
  afterAll(async () => {
    await queue.close(1_000)
    await server.stop()
  })

  const newJob = () => ({ userId: 'ada', integration: 'feed', trigger: 'manual' as const, window: WINDOW })
  const startAfter = async (id: string) => {
    const { rows } = await sql<{ seconds: number }>`
      select extract(epoch from start_after - now())::float8 as seconds from pgboss.job
      where singleton_key = ${id} and state < 'active' order by 1`.execute(server.db)
    return rows.map((row) => Math.abs(Math.round(row.seconds)))
  }

  it('has the settings of this version, also if another one created it', async () => {
    const settingsOf = async () =>
      (
        await sql<Record<string, unknown>>`
          select policy, retry_limit, expire_seconds, heartbeat_seconds, deletion_seconds
          from pgboss.queue where name = 'import-jobs'`.execute(server.db)
      ).rows
    const made = await settingsOf()
    await sql`update pgboss.queue set retry_limit = 1, heartbeat_seconds = 60 where name = 'import-jobs'`.execute(
      server.db,
    )
    expect(await settingsOf()).not.toEqual(made)
    const next = new PgBossQueue(server.database, { logger: silentLogger, supervise: false })
    await next.open()
    await next.close(1_000)
    expect(await settingsOf()).toEqual(made)
    expect(made).toMatchObject([{ policy: 'short', retry_limit: 100_000, heartbeat_seconds: 10 }])
  })

  it('of a later version of pg-boss stops the start', async () => {
    expect(manifest.pgboss.schema).toBe(PG_BOSS_SCHEMA)
    await sql`update pgboss.version set version = version + 1`.execute(server.db)
    const next = new PgBossQueue(server.database, { logger: silentLogger, supervise: false })
    await expect(next.open()).rejects.toMatchObject({
      code: 'JOBS_QUEUE_NEWER',
      message: expect.stringContaining('restore the backup made before the upgrade') as string,
    })
    await sql`update pgboss.version set version = version - 1`.execute(server.db)
  })

  it('accepts the first job of a newly started process without a worker', async () => {
    const { id } = await server.imports.submitSync({ userId: 'ada', integration: 'feed', window: WINDOW })
    expect(await queuedEntries(server, id)).toBe(1)
  })

  it(`contains a job exactly if its row exists, after ${ROUNDS} random commits and rollbacks`, async () => {
    const rollback = new Error('rolled back')
    const attempt = async () => {
      try {
        await server.database.transaction(async (trx) => {
          const place = Math.random()
          if (place < 0.2) throw rollback
          const job = await insertJob(trx as never, newJob())
          if (place < 0.4) throw rollback
          await queue.enqueue(job, { trx })
          if (place < 0.6) throw rollback
        })
      } catch (error) {
        if (error !== rollback) throw error
      }
    }
    const atOnce = 4
    for (let round = 0; round < ROUNDS; round += atOnce)
      await Promise.all(Array.from({ length: atOnce }, attempt))
    const { rows } = await sql<{ rows: number; entries: number; matched: number }>`
      select (select count(*)::integer from import_jobs) as rows,
        (select count(*)::integer from pgboss.job where name = 'import-jobs') as entries,
        (select count(*)::integer from import_jobs j join pgboss.job e on e.singleton_key = j.id::text) as matched
    `.execute(server.db)
    const [counts] = rows
    expect(counts?.matched).toBe(counts?.rows)
    expect(counts?.entries).toBe(counts?.rows)
    expect(counts?.rows).toBeGreaterThan(ROUNDS * 0.3)
  })

  it('contains a job once, at the earliest requested time', async () => {
    const job = await submitJob(server.database, queue, newJob())
    await queue.enqueue(job, { afterSeconds: 300 })
    expect(await startAfter(job.id)).toEqual([0])
    const other = await insertJob(server.db, newJob())
    await queue.enqueue(other, { afterSeconds: 300 })
    await queue.enqueue(other, { afterSeconds: 900 })
    expect(await startAfter(other.id)).toEqual([300])
    await queue.enqueue(other)
    expect(await startAfter(other.id)).toEqual([0])
  })

  it('is not blocked by an entry that another worker is about to repeat', async () => {
    const job = await submitJob(server.database, queue, newJob())
    const { id } = job
    await sql`update pgboss.job set state = 'retry' where singleton_key = ${id}`.execute(server.db)
    await queue.enqueue(job, { afterSeconds: 60 })
    expect(await startAfter(id)).toEqual([0, 60])
  })

  it('lets a job be queued again while it runs', async () => {
    const job = await submitJob(server.database, queue, newJob())
    const { id } = job
    await sql`update pgboss.job set state = 'active', started_on = now() where singleton_key = ${id}`.execute(
      server.db,
    )
    await queue.enqueue(job, { afterSeconds: 60 })
    expect(await startAfter(id)).toEqual([60])
    expect(await queuedEntries(server, id)).toBe(2)
  })

  it('accepts a submitted job together with its row or not at all', async () => {
    const count = async () => {
      const rows = await server.db.selectFrom('import_jobs').select('id').execute()
      return { rows: rows.length, entries: await queuedEntries(server) }
    }
    const before = await count()
    const failing: JobQueue = {
      wake() {},
      enqueueNew: (jobs, trx) => queue.enqueueNew(jobs, trx),
      async enqueue(jobId, options) {
        await queue.enqueue(jobId, options)
        throw new Error('the queue broke')
      },
    }
    await expect(submitJob(server.database, failing, newJob())).rejects.toThrow('the queue broke')
    expect(await count()).toEqual(before)
  })

  it('gets lost entries again, but none that exist or are recent', async () => {
    await submitJob(server.database, queue, newJob())
    await sql`update import_jobs set updated_at = now() - interval '2 minutes', run_after = now() - interval '2 minutes'`.execute(
      server.db,
    )
    expect(await requeueLost(server.database, queue)).toBe(0)
    const lost = await insertJob(server.db, newJob())
    expect(await requeueLost(server.database, queue)).toBe(0)
    await sql`update import_jobs set updated_at = now() - interval '2 minutes', run_after = now() - interval '2 minutes'
      where id = ${lost.id}`.execute(server.db)
    expect(await requeueLost(server.database, queue)).toBe(1)
    expect(await queuedEntries(server, lost.id)).toBe(1)
  })

  it('runs a retried job at once, even if it was delayed when it was cancelled', async () => {
    const job = await insertJob(server.db, newJob())
    const { id } = job
    await queue.enqueue(job, { afterSeconds: 900 })
    const post = (what: string) =>
      server.kernel.app.inject({ method: 'POST', url: `/api/jobs/${id}/${what}`, headers: { as: 'ada' } })
    expect((await post('cancel')).json()).toMatchObject({ status: 'cancelled' })
    expect((await post('retry')).json()).toMatchObject({ status: 'queued' })
    expect(await startAfter(id)).toEqual([0])
  })
})

describe('a worker', () => {
  it('finishes many short jobs without polling delays between them', async () => {
    const feeds = Array.from({ length: 20 }, (_, n) =>
      scriptedSync(`feed-${n}`, async function* () {
        yield pageOf(0, 5)
      }),
    )
    const server = await startJobsServer({ integrations: feeds })
    const begun = performance.now()
    const jobs = await Promise.all(
      feeds.map(({ name }) =>
        server.imports.submitSync({ userId: 'ada', integration: name, window: WINDOW }),
      ),
    )
    for (const { id } of jobs) await reaches(server, id, ['succeeded'])
    expect(performance.now() - begun).toBeLessThan(6_000)
    await server.stop()
  })

  it('runs the jobs of one connection one after the other, each as soon as the previous one ends', async () => {
    let running = 0
    let most = 0
    const order: unknown[] = []
    const feed = scriptedSync('feed', async function* ({ window }) {
      most = Math.max(most, ++running)
      order.push(window.startDate)
      await new Promise((resolve) => setTimeout(resolve, 100))
      running--
      yield pageOf(0, 5)
    })
    const server = await startJobsServer({ integrations: [feed], concurrency: 4 })
    const begun = performance.now()
    const ids: string[] = []
    for (let day = 1; day <= 8; day++) {
      const window = { startDate: `2026-11-0${day}`, endDate: '2026-11-09' }
      ids.push((await server.imports.submitSync({ userId: 'ada', integration: 'feed', window })).id)
    }
    for (const id of ids) await reaches(server, id, ['succeeded'])
    expect(performance.now() - begun).toBeLessThan(10_000)
    expect(most).toBe(1)
    expect(order).toHaveLength(8)
    expect(await queuedEntries(server)).toBeLessThanOrEqual(1)
    await server.stop()
  })

  it('runs the job of a second person at once, although another has queued a hundred', async () => {
    const slow = Array.from({ length: 100 }, (_, n) =>
      scriptedSync(`feed-${n}`, async function* () {
        await new Promise((resolve) => setTimeout(resolve, 50))
        yield pageOf(0, 5)
      }),
    )
    const server = await startJobsServer({ integrations: slow, concurrency: 2 })
    for (const { name } of slow)
      await server.imports.submitSync({ userId: 'ada', integration: name, window: WINDOW })
    const begun = performance.now()
    const { id } = await server.imports.submitSync({ userId: 'grace', integration: 'feed-0', window: WINDOW })
    await reaches(server, id, ['succeeded'])
    expect(performance.now() - begun).toBeLessThan(1_500)
    const { rows } = await sql<{ n: number }>`
      select count(*)::integer as n from import_jobs where status = 'queued'`.execute(server.db)
    expect(rows[0]?.n).toBeGreaterThan(50)
    await server.stop()
  })
})
