import { silentLogger } from '@tributary/core'
import { sql } from 'kysely'
import { PgBoss } from 'pg-boss'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { claimJob } from '../src/job-run-store.ts'
import { insertJob, type NewJob } from '../src/job-store.ts'
import { QUEUE } from '../src/queue/job-queue.ts'
import { PgBossQueue } from '../src/queue/pg-boss-queue.ts'
import { deleteSpentEntries, MOST_TURNS, type TakenEntry, takeEntry } from '../src/queue/turn-store.ts'
import { type TurnOptions, Turns } from '../src/queue/turns.ts'
import { type JobsServer, queuedEntries, startJobsServer } from './jobs-server.ts'

const RUNNABLE = { imports: ['feed', 'files'], syncs: ['feed', 'files'], unavailable: {} }

describe('turns', () => {
  let server: JobsServer
  let queue: PgBossQueue
  beforeAll(async () => {
    server = await startJobsServer({ worker: false })
    queue = new PgBossQueue(server.database, { logger: silentLogger, supervise: false })
    await queue.open()
  })
  afterAll(async () => {
    await queue.close(1_000)
    await server.stop()
  })
  beforeEach(async () => {
    await sql`truncate import_jobs, job_turns cascade`.execute(server.db)
    await sql`delete from pgboss.job where name = ${QUEUE}`.execute(server.db)
  })

  const turnsOf = (options: Partial<TurnOptions> = {}) =>
    new Turns({
      database: server.database,
      logger: silentLogger,
      slots: 4,
      slotsPerPerson: 4,
      runnable: () => RUNNABLE,
      ...options,
    })

  /** Queues a job in a lane of its own, unless told otherwise. */
  async function submit(
    userId: string,
    more: Partial<NewJob> & { lane?: string; late?: number } = {},
  ): Promise<string> {
    const { lane, late = 0, ...job } = more
    const row = await insertJob(server.db, { userId, integration: 'feed', trigger: 'manual', ...job })
    await sql`update import_jobs set lane = ${lane ?? row.id}, run_after = now() - make_interval(secs => ${late})
      where id = ${row.id}`.execute(server.db)
    await queue.enqueue(row)
    return row.id
  }

  async function submitMany(count: number, userId: string, more: Parameters<typeof submit>[1] = {}) {
    for (let n = 0; n < count; n++) await submit(userId, more)
  }

  /** Takes the next job as a worker does. */
  async function start(turns: Turns): Promise<TakenEntry> {
    const entry = await turns.take()
    if (entry === undefined) throw new Error('no job can start')
    await claimJob(server.db, entry.jobId)
    return entry
  }

  async function end(turns: Turns, entry: TakenEntry, seconds = 1): Promise<void> {
    await sql`update import_jobs set status = 'succeeded', finished_at = now() where id = ${entry.jobId}`.execute(
      server.db,
    )
    await sql`delete from pgboss.job where id = ${entry.id}`.execute(server.db)
    turns.release(entry, seconds)
  }

  /** Whose jobs one slot runs, one after the other. */
  async function order(
    turns: Turns,
    count: number,
    seconds: (userId: string) => number = () => 1,
  ): Promise<string[]> {
    const people: string[] = []
    for (let n = 0; n < count; n++) {
      const entry = await start(turns)
      people.push(entry.userId)
      await end(turns, entry, seconds(entry.userId))
    }
    return people
  }

  it('put a person’s first job next, after 600 of another', async () => {
    await submitMany(600, 'ada')
    let now = 0
    const turns = turnsOf({ slots: 1, now: () => now })
    await order(turns, 3)
    await submit('grace')
    turns.recordQueued()
    now += 60
    expect(await order(turns, 2)).toEqual(['grace', 'ada'])
  })

  it('alternate between two people with any number of queued jobs', async () => {
    await submitMany(30, 'ada')
    await submitMany(3, 'grace')
    const people = await order(turnsOf(), 8)
    expect(people.filter((person) => person === 'grace')).toHaveLength(3)
    expect(people.slice(0, 6).filter((person) => person === 'grace')).toHaveLength(3)
  })

  it('depend on each person’s worker time, not on the number of jobs', async () => {
    await submitMany(10, 'ada')
    await submitMany(40, 'grace')
    // Each with a turns of its own, as after a restart: what people have had is in the database.
    const people: string[] = []
    for (let n = 0; n < 24; n++) people.push(...(await restarted()))
    const ada = people.filter((person) => person === 'ada').length
    expect(ada).toBeGreaterThanOrEqual(2)
    expect(ada).toBeLessThanOrEqual(5)

    async function restarted(): Promise<string[]> {
      const turns = turnsOf()
      const ran = await order(turns, 1, (userId) => (userId === 'ada' ? 20 : 2))
      await turns.recordUse()
      return ran
    }
  })

  it('decay with time: a flood of an hour ago has no effect', async () => {
    await submit('ada')
    await submit('grace')
    await sql`insert into job_turns (user_id, used, used_at) values
      ('ada', 600, now() - interval '3 hours'), ('grace', 1, now())`.execute(server.db)
    expect(await order(turnsOf(), 2)).toEqual(['ada', 'grace'])
  })

  it('of one person follow the priority, then first come, first served', async () => {
    const backfill = await submit('ada', { kind: 'backfill', trigger: 'schedule' })
    const scheduled = await submit('ada', { trigger: 'schedule' })
    const first = await submit('ada')
    const second = await submit('ada')
    const turns = turnsOf()
    const ids: string[] = []
    for (let n = 0; n < 4; n++) {
      const entry = await start(turns)
      ids.push(entry.jobId)
      await end(turns, entry)
    }
    expect(ids).toEqual([first, second, scheduled, backfill])
  })

  it("let others' scheduled syncs start although one person queues endlessly", async () => {
    await submitMany(20, 'ada')
    await submit('grace', { trigger: 'schedule', late: 70 })
    expect((await order(turnsOf(), 4)).indexOf('grace')).toBe(3)
    await submit('grace', { trigger: 'schedule' })
    expect(await order(turnsOf(), 6)).not.toContain('grace')
  })

  it('reserve one slot for others, but not with a single user', async () => {
    await submitMany(6, 'ada')
    const turns = turnsOf({ slotsPerPerson: 3 })
    for (let n = 0; n < 3; n++) expect((await start(turns)).userId).toBe('ada')
    expect(await turns.take()).toBeUndefined()
    await submit('grace')
    turns.recordQueued()
    expect((await turns.take())?.userId).toBe('grace')
    await sql`delete from users where id = 'grace'`.execute(server.db)
    try {
      turns.recordQueued()
      expect((await turns.take())?.userId).toBe('ada')
    } finally {
      await sql`insert into users values ('grace')`.execute(server.db)
    }
  })

  it('leave slots to syncs, however many imports and back-fills wait before them', async () => {
    const long = { kind: 'backfill', trigger: 'manual' } as const
    await submitMany(5, 'ada', { kind: 'import', trigger: 'upload' })
    await submitMany(5, 'grace', long)
    await submitMany(3, 'ada', { trigger: 'schedule' })
    const turns = turnsOf({ slots: 5, slotsPerPerson: 4, longSlots: 3, longSlotsPerPerson: 2 })
    const started = []
    for (let n = 0; n < 5; n++) started.push(await start(turns))
    expect(await turns.take()).toBeUndefined()
    expect(started.filter(({ isLong }) => isLong)).toHaveLength(3)
    expect(started.filter(({ isLong, userId }) => isLong && userId === 'ada')).toHaveLength(2)

    const [ended] = started.filter(({ isLong }) => isLong)
    if (ended !== undefined) await end(turns, ended)
    expect((await start(turns)).isLong).toBe(true)
  })

  it('show a sync behind more imports than an order has', async () => {
    await submitMany(MOST_TURNS + 10, 'ada', { kind: 'import', trigger: 'upload' })
    await submit('ada', { trigger: 'schedule' })
    const turns = turnsOf({ longSlots: 1, longSlotsPerPerson: 1 })
    expect((await start(turns)).isLong).toBe(true)
    expect((await start(turns)).isLong).toBe(false)
  })

  it('give free slots to the person with the fewest running jobs, across processes', async () => {
    await submitMany(5, 'ada')
    const [one, other] = [turnsOf(), turnsOf()]
    for (let n = 0; n < 3; n++) await start(one)
    await submitMany(3, 'grace')
    const people = []
    for (let n = 0; n < 4; n++) people.push((await start(other)).userId)
    expect(people).toEqual(['grace', 'grace', 'grace', 'ada'])
  })

  it('are taken once by concurrent processes', async () => {
    await submitMany(40, 'ada')
    const all = Array.from({ length: 4 }, () => turnsOf({ slots: 20, slotsPerPerson: 20 }))
    const taken = await Promise.all(all.flatMap((turns) => Array.from({ length: 15 }, () => turns.take())))
    const ids = taken.flatMap((entry) => (entry === undefined ? [] : [entry.jobId]))
    expect(ids).toHaveLength(40)
    expect(new Set(ids).size).toBe(40)
  })

  it('include the first job of an idle lane', async () => {
    await submitMany(3, 'ada', { lane: 'ada/feed' })
    const turns = turnsOf()
    const entry = await start(turns)
    expect(await turns.take()).toBeUndefined()
    await end(turns, entry)
    expect(await turns.take()).toBeDefined()
  })

  it('skip jobs that this process cannot run', async () => {
    await submit('ada', { integration: 'files', upload: { id: crypto.randomUUID(), filename: 'x' } }).catch(
      () => undefined,
    )
    const other = await submit('ada', { integration: 'gone' })
    expect(await turnsOf().take()).toBeUndefined()
    const anotherWorker = turnsOf({ runnable: () => ({ ...RUNNABLE, syncs: ['gone'] }) })
    expect((await anotherWorker.take())?.jobId).toBe(other)
  })

  it('begin only when the server is ready', async () => {
    await submit('ada')
    let ready = false
    const turns = turnsOf({ runnable: () => (ready ? RUNNABLE : undefined) })
    expect(await turns.take()).toBeUndefined()
    ready = true
    expect(await turns.take()).toBeDefined()
  })

  it('mark an entry like pg-boss’s own fetch', async () => {
    const state = async (id: string) =>
      (
        await sql<Record<string, unknown>>`
          select state, retry_count, started_on is not null as started, heartbeat_on = started_on as beats,
            completed_on, blocked, output from pgboss.job where id = ${id}`.execute(server.db)
      ).rows[0]
    const boss = new PgBoss({
      db: { executeSql: (text, values) => server.database.pool.query(text, values as unknown[]) },
      supervise: false,
      schedule: false,
    })
    await boss.start()
    await submitMany(2, 'ada')
    const [fetched] = await boss.fetch(QUEUE)
    const taken = await turnsOf().take()
    expect(await state(taken?.id ?? '')).toEqual(await state(fetched?.id ?? ''))
    // The next attempt, after a worker's death.
    for (const id of [taken?.id ?? '', fetched?.id ?? '']) await boss.fail(QUEUE, id)
    const again = await boss.fetch(QUEUE)
    const { applied } = await server.database.readSchema()
    const second = [taken?.id ?? '', fetched?.id ?? ''].find((id) => id !== again[0]?.id) ?? ''
    expect((await takeEntry(server.db, [second], applied))?.retryCount).toBe(1)
    expect(await state(second)).toEqual(await state(again[0]?.id ?? ''))
    await boss.stop({ close: false, graceful: false })
  })

  it('take a job of a dead worker when its entry is delivered again', async () => {
    const id = await submit('ada')
    const entry = await start(turnsOf())
    expect(await turnsOf().take()).toBeUndefined()
    await sql`update pgboss.job set state = 'retry' where id = ${entry.id}`.execute(server.db)
    expect(await turnsOf().take()).toMatchObject({ jobId: id, retryCount: 1 })
  })

  it('leave entries of ended jobs to be deleted', async () => {
    const id = await submit('ada')
    await submit('grace')
    await sql`update import_jobs set status = 'cancelled' where id = ${id}`.execute(server.db)
    await deleteSpentEntries(server.db)
    expect(await queuedEntries(server, id)).toBe(0)
    expect(await queuedEntries(server)).toBe(1)
  })

  it('stop after a newer version has migrated the database, with the reason', async () => {
    await submit('ada')
    await submit('ada')
    const lines: unknown[] = []
    const logger = {
      ...silentLogger,
      error: (_: unknown, line: string) => void lines.push(line),
    } as typeof silentLogger
    const turns = turnsOf({ logger })
    expect(await turns.take()).toBeDefined()
    await sql`insert into tributary_migrations.applied (plugin, name) values ('jobs', '9999-later')`.execute(
      server.db,
    )
    try {
      // At once, though the order was reckoned before the migration.
      expect(await turns.take()).toBeUndefined()
      turns.recordQueued()
      expect(await turns.take()).toBeUndefined()
      expect(turns.blockedBy).toContain('9999-later of plugin "jobs"')
      expect(lines).toEqual([turns.blockedBy])
    } finally {
      await sql`delete from tributary_migrations.applied where name = '9999-later'`.execute(server.db)
    }
    turns.recordQueued()
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(await turns.take()).toBeDefined()
    expect(turns.blockedBy).toBeUndefined()
  })
})
