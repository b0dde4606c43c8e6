import { silentLogger } from '@tributary/core'
import { createDatabase } from '@tributary/database'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PgBossQueue } from '../src/queue/pg-boss-queue.ts'
import { type Scheduler, submitDue } from '../src/schedule/submit-due.ts'
import { accountIntegration, httpStream } from './engine/account-integration.ts'
import { ENDINGS, type JobsServer, queuedEntries, reaches, startJobsServer } from './jobs-server.ts'
import { startProvider } from './local-provider.ts'
import { ScriptedConnections } from './scripted-connections.ts'

const NOW = new Date('2026-11-21T23:30:00Z')

describe('the scheduler', () => {
  const connections = new ScriptedConnections()
  const integration = accountIntegration([httpStream('items')], { schedule: { windowDays: 3 } })
  let server: JobsServer
  let schedulers: Scheduler[]
  let closing: (() => Promise<void>)[]
  beforeAll(async () => {
    server = await startJobsServer({ worker: false, connections })
    const other = createDatabase(server.databaseOptions)
    await other.open()
    closing = [() => other.close(), () => server.stop()]
    schedulers = await Promise.all(
      [server.database, other].map(async (database) => {
        const queue = new PgBossQueue(database, { logger: silentLogger, supervise: false })
        await queue.open()
        closing.unshift(() => queue.close(1_000))
        return {
          database,
          queue,
          connections,
          definitionOf: (name) => (name === 'account' ? integration.definition : undefined),
          now: () => NOW,
        }
      }),
    )
  })
  afterAll(async () => {
    for (const close of closing) await close()
  })
  beforeEach(() => sql`truncate import_jobs, test_due cascade`.execute(server.db))

  const due = (n: number, integrations = 'account') =>
    sql`insert into test_due (user_id, integration, due_at)
      select 'ada', ${integrations} || case when ${n} = 1 then '' else n::text end, now() - n * interval '1 minute'
      from generate_series(1, ${n}::integer) n`.execute(server.db)
  const jobs = () =>
    server.db
      .selectFrom('import_jobs')
      .select(['id', 'connection_id', 'trigger', 'kind', 'window', 'status'])
      .execute()
  const everyIntegration = () =>
    schedulers.map((scheduler) => ({ ...scheduler, definitionOf: () => integration.definition }))

  it('queues one job for each due connection, with any number of processes', {
    timeout: 30_000,
  }, async () => {
    await due(200)
    await sql`delete from pgboss.job where name = 'import-jobs'`.execute(server.db)
    const looking = everyIntegration().flatMap((scheduler) => [scheduler, scheduler])
    const queued = await Promise.all(looking.map((scheduler) => submitDue(scheduler)))
    // A process whose rows are taken by another stops looking: what is left is due at the next tick.
    const rest = await submitDue(everyIntegration()[0] as Scheduler)
    expect(queued.reduce((sum, n) => sum + n, rest)).toBe(200)
    const rows = await jobs()
    expect(rows).toHaveLength(200)
    expect(new Set(rows.map((row) => row.connection_id)).size).toBe(200)
    expect(await queuedEntries(server)).toBe(200)
  })

  it('queues a limited number per tick, the longest overdue first', async () => {
    await due(450)
    const [scheduler] = everyIntegration()
    expect(await submitDue(scheduler as Scheduler, 200)).toBe(200)
    const { rows } = await sql<{ n: number }>`
      select count(*)::integer as n from test_due where due_at <= now()`.execute(server.db)
    expect(rows).toEqual([{ n: 250 }])
    expect(await submitDue(scheduler as Scheduler, 200)).toBe(200)
    expect(await submitDue(scheduler as Scheduler, 200)).toBe(50)
    expect(await submitDue(scheduler as Scheduler, 200)).toBe(0)
  })

  it('gives a job its connection, its reason and its window', async () => {
    await due(1)
    await submitDue(schedulers[0] as Scheduler)
    const [connection] = await server.db.selectFrom('test_due').select('id').execute()
    expect(await jobs()).toMatchObject([
      {
        connection_id: connection?.id,
        trigger: 'schedule',
        kind: 'sync',
        status: 'queued',
        window: { startDate: '2026-11-18', endDate: '2026-11-22' },
      },
    ])
  })

  it.each(['queued', 'running'])('gives no second job to a connection whose sync is %s', async (status) => {
    await due(1)
    await submitDue(schedulers[0] as Scheduler)
    await sql`update import_jobs set status = ${status}`.execute(server.db)
    await sql`update test_due set due_at = now()`.execute(server.db)
    expect(await submitDue(schedulers[0] as Scheduler)).toBe(0)
    await sql`update import_jobs set status = 'failed'`.execute(server.db)
    await sql`update test_due set due_at = now()`.execute(server.db)
    expect(await submitDue(schedulers[0] as Scheduler)).toBe(1)
  })

  it('does not delay a sync by a back-fill', async () => {
    await server.imports.submitSync({
      userId: 'ada',
      integration: 'account',
      window: { startDate: '2025-01-01', endDate: '2026-01-01' },
      kind: 'backfill',
      trigger: 'connect',
    })
    await due(1)
    expect(await submitDue(schedulers[0] as Scheduler)).toBe(1)
  })

  it('has no cron in a process without a worker', async () => {
    const { rows } = await sql`select name from pgboss.schedule`.execute(server.db)
    expect(rows).toEqual([])
  })

  it('skips an unavailable integration', async () => {
    await due(1, 'gone')
    expect(await submitDue(schedulers[0] as Scheduler)).toBe(0)
    expect(await jobs()).toEqual([])
  })

  it('keeps connections due if the jobs cannot be queued', async () => {
    await due(1)
    const [scheduler] = schedulers as [Scheduler]
    const broken: Scheduler = {
      ...scheduler,
      queue: {
        enqueue: () => Promise.reject(new Error('broken')),
        enqueueNew: () => Promise.reject(new Error('broken')),
        wake() {},
      },
    }
    await expect(submitDue(broken)).rejects.toThrow('broken')
    expect(await jobs()).toEqual([])
    expect(await submitDue(scheduler)).toBe(1)
  })
})

describe('a server with a worker', () => {
  it('queues and runs due connections once a minute by the cron', {
    timeout: 40_000,
  }, async () => {
    await using provider = await startProvider()
    const connections = new ScriptedConnections()
    connections.providerUrl = provider.url
    const { id } = connections.connect()
    const server = await startJobsServer({
      integrations: [accountIntegration([httpStream('items')])],
      connections,
    })
    const { rows } = await sql`select name, cron from pgboss.schedule`.execute(server.db)
    expect(rows).toEqual([{ name: 'sync-scheduler', cron: '* * * * *' }])
    // And connections are looked after from the start.
    expect(connections.maintained).toBe(1)
    await sql`insert into test_due (id, user_id, integration) values (${id}, 'ada', 'account')`.execute(
      server.db,
    )
    provider.answer = () => ({ body: { items: [] } })
    // What the cron would send at the next full minute.
    await sql`insert into pgboss.job (name, policy) values ('sync-scheduler', 'short')`.execute(server.db)
    const job = await expect
      .poll(() => server.db.selectFrom('import_jobs').select('id').executeTakeFirst(), {
        timeout: 20_000,
        interval: 100,
      })
      .toBeDefined()
      .then(() => server.db.selectFrom('import_jobs').select('id').executeTakeFirstOrThrow())
    expect(await reaches(server, job.id, ENDINGS)).toMatchObject({ status: 'succeeded', trigger: 'schedule' })
    await server.stop()
  })
})
