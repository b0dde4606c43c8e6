import { silentLogger } from '@tributary/core'
import type { Page } from '@tributary/integration-kit'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { RateBudgets } from '../src/budget/rate-budgets.ts'
import type { StoredCursor } from '../src/cursor-store.ts'
import { commitPage, type PageTarget, preparePage, StaleFenceError } from '../src/engine/commit-page.ts'
import type { Engine } from '../src/engine/engine.ts'
import { MAX_STALLED, runJob } from '../src/engine/run-job.ts'
import { claimJob } from '../src/job-run-store.ts'
import { insertJob } from '../src/job-store.ts'
import { PgBossQueue } from '../src/queue/pg-boss-queue.ts'
import { listTurns } from '../src/queue/turn-store.ts'
import type { JobRow } from '../src/tables.ts'
import { type JobsServer, jobRow, queuedEntries, startJobsServer } from './jobs-server.ts'
import { noStorage } from './memory-storages.ts'
import { recordedLog } from './recorded-log.ts'
import { pageOf, scriptedSync, tens } from './scripted-integration.ts'
import { sinkOfTests, type TestRecord } from './test-records.ts'

/** Prepares a page and commits it. */
async function commit(
  target: PageTarget<TestRecord>,
  page: Page<TestRecord>,
  cursor: StoredCursor,
): ReturnType<typeof commitPage> {
  return commitPage(target, preparePage(target, page), cursor)
}

describe('the fence', () => {
  const feed = scriptedSync('feed')
  let server: JobsServer
  let engine: Engine
  let queue: PgBossQueue
  beforeAll(async () => {
    server = await startJobsServer({ worker: false })
    queue = new PgBossQueue(server.database, { logger: silentLogger, supervise: false })
    await queue.open()
    engine = {
      database: server.database,
      queue,
      storage: noStorage,
      logger: silentLogger,
      definitionOf: () => feed.definition,
      sinkOf: () => sinkOfTests,
      random: () => 0,
      requests: { received: 0 },
      pause: async () => {},
      now: () => performance.now(),
      clock: () => new Date(),
      connections: () => undefined,
      budgets: new RateBudgets(server.database),
    }
  })
  beforeEach(() => sql`truncate import_jobs, sync_cursors, test_records cascade`.execute(server.db))
  afterAll(async () => {
    await queue.close(1_000)
    await server.stop()
  })

  const newJob = (integration = 'feed') =>
    insertJob(server.db, {
      userId: 'ada',
      integration,
      trigger: 'manual',
      window: { startDate: '2026-11-01', endDate: '2026-11-07' },
    })
  async function claimed(id: string): Promise<JobRow> {
    const job = await claimJob(server.db, id)
    if (job === 'not-due' || 'busy' in job) throw new Error('the job cannot be claimed')
    return job
  }
  const hasTurn = async ({ id }: JobRow) => {
    const turns = await listTurns(server.db, { imports: [], syncs: ['feed'], unavailable: {} })
    const { rows } = await sql<{ id: string }>`select id from pgboss.job where singleton_key = ${id}`.execute(
      server.db,
    )
    return turns.some(({ entryId }) => rows.some((entry) => entry.id === entryId))
  }
  const target = (job: JobRow): PageTarget<TestRecord> => {
    const [stream] = feed.definition.streams
    if (stream === undefined) throw new Error('no stream')
    return { database: server.database, job, stream, sink: sinkOfTests }
  }
  const everything = async () => ({
    records: await server.db.selectFrom('test_records').selectAll().orderBy('external_id').execute(),
    cursors: await server.db.selectFrom('sync_cursors').selectAll().execute(),
    jobs: await server.db.selectFrom('import_jobs').selectAll().execute(),
    rejected: await server.db.selectFrom('rejected_records').selectAll().execute(),
  })

  it('refuses the page of a worker considered dead, and rolls it back', async () => {
    const { id } = await newJob()
    const stale = await claimed(id)
    const first = await commit(target(stale), pageOf(0, 10), { value: undefined, version: 0 })
    await claimed(id)
    const before = await everything()
    const late = { ...pageOf(10, 20), rejected: [{ reason: 'bad', raw: 1 }] }
    await expect(commit(target(stale), late, first.cursor)).rejects.toThrow(StaleFenceError)
    expect(await everything()).toEqual(before)
  })

  it('refuses the page of a worker whose job has ended meanwhile', async () => {
    const { id } = await newJob()
    const job = await claimed(id)
    await sql`update import_jobs set status = 'failed' where id = ${id}`.execute(server.db)
    const before = await everything()
    await expect(commit(target(job), pageOf(0, 10), { value: undefined, version: 0 })).rejects.toThrow(
      StaleFenceError,
    )
    expect(await everything()).toEqual(before)
  })

  it('refuses a page whose cursor another job has moved meanwhile', async () => {
    const job = await claimed((await newJob()).id)
    const first = await commit(target(job), pageOf(0, 10), { value: undefined, version: 0 })
    await sql`update sync_cursors set version = version + 1`.execute(server.db)
    const before = await everything()
    await expect(commit(target(job), pageOf(10, 20), first.cursor)).rejects.toThrow(StaleFenceError)
    expect(await everything()).toEqual(before)
  })

  it('makes two workers of one job write the same as a single one', async () => {
    const { id } = await newJob()
    let runs = 0
    feed.sync = async function* ({ cursor }) {
      const slow = ++runs === 1
      for await (const page of tens(cursor, 60)) {
        await new Promise((resolve) => setTimeout(resolve, slow ? 30 : 5))
        yield page
      }
    }
    const signal = new AbortController().signal
    const one = runJob(engine, id, signal)
    await new Promise((resolve) => setTimeout(resolve, 60))
    await Promise.all([one, runJob(engine, id, signal)])
    expect(runs).toBe(2)
    expect(await jobRow(server, id)).toMatchObject({
      status: 'succeeded',
      fetched: 60,
      inserted: 60,
      unchanged: 0,
      pages: 6,
      fence: 2,
    })
  })

  it('lets one job of a lane run, with any number of concurrent workers', async () => {
    const jobs = await Promise.all([newJob(), newJob(), newJob(), newJob('other')])
    const claims = await Promise.all(jobs.map(({ id }) => claimJob(server.db, id)))
    expect(claims.slice(0, 3).filter((claim) => claim !== 'not-due' && 'busy' in claim)).toHaveLength(2)
    expect(claims[3]).toMatchObject({ status: 'running' })
  })

  it('requeues a job whose lane is busy, and its turn comes at the end of the other', async () => {
    const first = await newJob()
    const second = await newJob()
    let during = -1
    let turnDuring = true
    feed.sync = async function* () {
      await runJob(engine, second.id, new AbortController().signal)
      during = await queuedEntries(server, second.id)
      turnDuring = await hasTurn(second)
      yield pageOf(0, 10)
    }
    await runJob(engine, first.id, new AbortController().signal)
    expect(during).toBe(1)
    expect(turnDuring).toBe(false)
    expect(await hasTurn(second)).toBe(true)
    expect(await jobRow(server, second.id)).toMatchObject({ status: 'queued' })
  })

  it('gives up a job that crashes its worker each time without a page', async () => {
    const { id } = await newJob()
    for (let deaths = 0; deaths < MAX_STALLED; deaths++) await claimed(id)
    expect(await jobRow(server, id)).toMatchObject({ status: 'running', stalled: MAX_STALLED - 1 })
    await runJob(engine, id, new AbortController().signal)
    expect(await jobRow(server, id)).toMatchObject({ status: 'failed', error_code: 'worker_died' })
  })

  it('resets the count of crashes after a page', async () => {
    const { id } = await newJob()
    let cursor = { value: undefined as unknown, version: 0 }
    for (let deaths = 0; deaths < 8; deaths++) {
      const job = await claimed(id)
      const page = pageOf(deaths * 10, deaths * 10 + 10)
      cursor = (await commit(target(job), page, cursor as never)).cursor
    }
    expect(await jobRow(server, id)).toMatchObject({ stalled: 0, pages: 8 })
  })

  it('lets a stopping worker requeue its job, even if the provider does not answer', async () => {
    const { id } = await newJob()
    const stop = new AbortController()
    feed.sync = async function* () {
      yield pageOf(0, 10)
      // By then the page is written, and only the provider is waited for.
      setTimeout(() => stop.abort(), 200)
      await new Promise(() => {})
    }
    await runJob(engine, id, stop.signal)
    expect(await jobRow(server, id)).toMatchObject({
      status: 'queued',
      pages: 1,
      failures: 0,
      error_code: null,
    })
    expect(await queuedEntries(server, id)).toBe(1)
  })

  it('respects a cancellation requested from a dead worker', async () => {
    const { id } = await newJob()
    await claimed(id)
    await sql`update import_jobs set cancel_requested = true where id = ${id}`.execute(server.db)
    await runJob(engine, id, new AbortController().signal)
    expect(await jobRow(server, id)).toMatchObject({ status: 'cancelled', pages: 0 })
  })

  it('detects a sink that miscounts', async () => {
    const { id } = await newJob()
    feed.sync = async function* () {
      yield pageOf(0, 10)
    }
    const forgetful = {
      ...engine,
      sinkOf: () => ({
        kind: 'test',
        prepare: () => async () => ({ inserted: 1, updated: 0, unchanged: 0 }),
      }),
    }
    await runJob(forgetful, id, new AbortController().signal)
    expect(await jobRow(server, id)).toMatchObject({ status: 'queued', fetched: 0, error_code: 'internal' })
  })

  it('logs the job in every line, and hides nothing there', async () => {
    const { id } = await newJob()
    feed.sync = async function* ({ logger }) {
      logger.info({}, 'reading')
      yield pageOf(0, 10, 'explode')
    }
    const { logger, lines } = recordedLog()
    await runJob({ ...engine, logger }, id, new AbortController().signal)
    expect(lines.map((line) => line.message)).toEqual([
      'job started',
      'reading',
      'job failed unexpectedly',
      'job deferred',
    ])
    expect(lines.every((line) => line.fields['jobId'] === id)).toBe(true)
    expect(String(lines[2]?.fields['err'])).toContain('secret inside of the sink')
  })
})
