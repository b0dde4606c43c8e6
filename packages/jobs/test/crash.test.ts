import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { killWorker, startWorker, stopWorker } from './children/start-child.ts'
import { type JobsServer, jobRow, queuedEntries, reaches, startJobsServer } from './jobs-server.ts'
import type { LongFeed } from './long-feed.ts'
import { expectWhole, FEED, submitLong } from './long-job.ts'

const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 3)
const JOBS = Number(process.env.CRASH_JOBS ?? 200)
const WORKERS = 3

describe('killed workers', () => {
  it(`lose and repeat nothing, after ${ROUNDS} kills by chance`, { timeout: 120_000 }, async () => {
    const server = await startJobsServer({ worker: false })
    const id = await submitLong(server)
    for (let round = 0; round < ROUNDS; round++) {
      const child = await startWorker(server.databaseOptions, [FEED])
      // One at least has to have it when it is killed; how far the others get is left to chance.
      if (round === 0) await reaches(server, id, ['running'])
      await sleep(Math.random() * 400)
      await killWorker(child)
      // What the queue would find out by itself after 10 s; the next test waits for it.
      await sql`update pgboss.job set heartbeat_on = now() - interval '1 hour' where state = 'active'`.execute(
        server.db,
      )
    }
    const last = await startWorker(server.databaseOptions, [FEED])
    // Some records of the feed are bad.
    const row = await reaches(server, id, ['partial'], 30_000)
    expect(row.fence).toBeGreaterThan(1)
    await expectWhole(server, id)
    await killWorker(last)
    await server.stop()
  })

  it('have their job resumed within 15 s by another', { timeout: 60_000 }, async () => {
    const server = await startJobsServer({ worker: false })
    const slow = { ...FEED, pause: 100 }
    const first = await startWorker(server.databaseOptions, [slow])
    const id = await submitLong(server)
    await reaches(server, id, ['running'])
    const second = await startWorker(server.databaseOptions, [slow])
    await killWorker(first)
    const killed = performance.now()
    await fenceReaches(server, id, 2, 15_000)
    const seconds = (performance.now() - killed) / 1000
    expect(seconds).toBeLessThan(15)
    // The measured figure, for information.
    if (process.env.CRASH_FIGURES !== undefined)
      process.stderr.write(`ran again after ${seconds.toFixed(1)} s\n`)
    await killWorker(second)
    await server.stop()
  })

  it(`finish ${JOBS} jobs although one of ${WORKERS} dies every 2 s`, { timeout: 120_000 }, async () => {
    const feeds: LongFeed[] = Array.from({ length: 50 }, (_, n) => ({
      name: `feed-${n}`,
      total: 20,
      page: 10,
      pause: 0,
    }))
    const server = await startJobsServer({ worker: false })
    await submitMany(
      server,
      feeds.map((feed) => feed.name),
    )
    const start = () => startWorker(server.databaseOptions, feeds)
    const workers = await Promise.all(Array.from({ length: WORKERS }, start))
    await killOneAfterAnother(workers, start, () => allEnded(server))
    const { rows } = await sql<{ status: string; n: number }>`
      select status, count(*)::integer as n from import_jobs group by status`.execute(server.db)
    expect(rows).toEqual([{ status: 'succeeded', n: JOBS }])
    const { rows: counts } = await sql<{ wrong: number }>`
      select count(*)::integer as wrong from import_jobs where fetched <> 20 or pages <> 2`.execute(server.db)
    // A feed is read from its cursor on, so only the first job of each finds something.
    expect(counts[0]?.wrong).toBe(JOBS - feeds.length)
    await expect.poll(() => queuedEntries(server), { timeout: 20_000, interval: 250 }).toBe(0)
    await Promise.all(workers.map(killWorker))
    await server.stop()
  })
})

describe('a stopping worker', () => {
  it('requeues its job after the page, and the next one resumes it', { timeout: 60_000 }, async () => {
    const server = await startJobsServer({ worker: false })
    const id = await submitLong(server)
    const child = await startWorker(server.databaseOptions, [FEED])
    await reaches(server, id, ['running'])
    await sleep(300)
    const begun = performance.now()
    await stopWorker(child)
    expect(performance.now() - begun).toBeLessThan(8_000)
    const between = await jobRow(server, id)
    expect(between).toMatchObject({ status: 'queued', failures: 0, error_code: null })
    expect(between.fetched).toBe(between.pages * FEED.page)
    expect(await queuedEntries(server, id)).toBe(1)
    const next = await startWorker(server.databaseOptions, [FEED])
    // Some records of the feed are bad.
    await reaches(server, id, ['partial'], 30_000)
    await expectWhole(server, id)
    await killWorker(next)
    await server.stop()
  })
})

async function fenceReaches(
  server: JobsServer,
  id: string,
  fence: number,
  milliseconds: number,
): Promise<void> {
  const until = performance.now() + milliseconds
  while ((await jobRow(server, id)).fence < fence) {
    if (performance.now() > until) throw new Error(`the job did not run again within ${milliseconds} ms`)
    await sleep(50)
  }
}

async function submitMany(server: JobsServer, integrations: readonly string[]): Promise<void> {
  // Each of other dates: the same ones would be the same job.
  const windowOf = (n: number) => ({
    startDate: new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10),
    endDate: '2026-11-07',
  })
  for (let n = 0; n < JOBS; n += 20) {
    await Promise.all(
      Array.from({ length: Math.min(20, JOBS - n) }, (_, at) =>
        server.imports.submitSync({
          userId: 'ada',
          integration: integrations[(n + at) % integrations.length] ?? '',
          window: windowOf(n + at),
        }),
      ),
    )
  }
}

async function killOneAfterAnother(
  workers: ChildProcess[],
  start: () => Promise<ChildProcess>,
  done: () => Promise<boolean>,
): Promise<void> {
  for (let turn = 0; !(await done()); turn++) {
    await sleep(2_000)
    const victim = workers[turn % workers.length]
    if (victim !== undefined) await killWorker(victim)
    workers[turn % workers.length] = await start()
  }
}

async function allEnded(server: JobsServer): Promise<boolean> {
  const { rows } = await sql`
    select 1 from import_jobs where status in ('queued', 'running') limit 1`.execute(server.db)
  return rows.length === 0
}
