import { currentRead, runForPerson } from '@tributary/core'
import { type Kysely, sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, type DatabaseHandle } from '../../src/open-database.ts'
import { UNREACHABLE_POSITION } from '../../src/replica/log-position.ts'
import {
  type ReplicatedServer,
  runAsRead,
  startPooler,
  startPostgresServer,
  startReplicatedServer,
} from '../../src/testing/index.ts'
import { type NoteTables, noteMigrations } from '../notes.ts'
import { TestClock } from './test-clock.ts'
import { until } from './until.ts'

const REPLICA = 'replica'
const PRIMARY = 'primary'

function asRead<R>(after: string | undefined, work: () => Promise<R>): Promise<R> {
  return runAsRead(after === undefined ? [] : [after], work)
}

async function whereIt(db: Kysely<unknown>): Promise<string> {
  const { rows } = await sql<{ standby: boolean }>`select pg_is_in_recovery() as standby`.execute(db)
  return rows[0]?.standby === true ? REPLICA : PRIMARY
}

describe('a read replica', () => {
  let servers: ReplicatedServer
  let databaseUrl: string
  const opened: DatabaseHandle[] = []
  beforeAll(async () => {
    servers = await startReplicatedServer()
    databaseUrl = await servers.createDatabase()
  }, 60_000)
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close()
  })
  afterAll(() => servers.stop())

  async function open(options: { databaseReadUrl?: string; clock?: TestClock; url?: string } = {}) {
    const { url = databaseUrl } = options
    const database = createDatabase({
      databaseUrl: url,
      databaseReadUrl: options.databaseReadUrl ?? servers.onReplica(url),
      dataDir: '.',
      clock: options.clock,
      startTimeout: 2_000,
    })
    opened.push(database)
    await until(() =>
      servers.run('replica', `select 1 from pg_database where datname = '${new URL(url).pathname.slice(1)}'`),
    )
    await database.open()
    await database.migrate([{ plugin: 'notes', value: noteMigrations }])
    return database
  }

  const readUsed = (database: DatabaseHandle) =>
    until(async () => expect(database.replica?.fault).toBeUndefined())

  it('takes the reads of requests and nothing else', async () => {
    const database = await open()
    await readUsed(database)
    expect(await asRead(undefined, () => whereIt(database.reading()))).toBe(REPLICA)
    expect(await asRead(undefined, () => whereIt(database.tables()))).toBe(PRIMARY)
    expect(currentRead()).toBeUndefined()
    expect(await whereIt(database.reading())).toBe(PRIMARY)
    expect(await runForPerson('ada', () => whereIt(database.reading()))).toBe(PRIMARY)
    await asRead(undefined, async () => {
      const unit = database.unit({ begin: async () => {} })
      await expect(database.transaction((trx) => whereIt(trx))).resolves.toBe(PRIMARY)
      await expect(database.transaction(() => whereIt(database.reading()))).rejects.toMatchObject({
        code: 'DATABASE_POOL_IN_TRANSACTION',
      })
      await unit.rollback()
    })
    await expect(
      asRead(undefined, () =>
        database
          .reading()
          .transaction()
          .execute(async () => 1),
      ),
    ).rejects.toThrow('use database.transaction')
  })

  it('has the session settings of the primary', async () => {
    const database = await open()
    await readUsed(database)
    const text = await asRead(undefined, async () => {
      const { rows } = await sql<{ zone: string; limit: string }>`
        select current_setting('TimeZone') as zone, current_setting('statement_timeout') as limit`.execute(
        database.reading(),
      )
      return rows[0]
    })
    expect(text).toEqual({ zone: 'UTC', limit: '1min' })
  })

  it('shows each sender what it has written', async () => {
    const database = await open()
    await readUsed(database)
    const seen: boolean[] = []
    for (let number = 0; number < 50; number++) {
      const text = `note ${number}`
      await database.tables<NoteTables>().insertInto('notes').values({ text }).execute()
      const position = await database.replica?.position()
      const found = await asRead(position, () =>
        database.reading<NoteTables>().selectFrom('notes').select('id').where('text', '=', text).execute(),
      )
      seen.push(found.length === 1)
    }
    expect(seen.every(Boolean)).toBe(true)
  })

  it('that is behind is waited for one second, then the primary is read; reads of other people go on there', async () => {
    const clock = new TestClock()
    const database = await open({ clock })
    await readUsed(database)
    await servers.run('replica', 'select pg_wal_replay_pause()')
    try {
      await database.tables<NoteTables>().insertInto('notes').values({ text: 'late' }).execute()
      const position = await database.replica?.position()
      const before = { now: clock.now(), waited: clock.waited }
      const [where, late] = await asRead(position, async () => [
        await whereIt(database.reading()),
        await database
          .reading<NoteTables>()
          .selectFrom('notes')
          .selectAll()
          .where('text', '=', 'late')
          .execute(),
      ])
      expect(where).toBe(PRIMARY)
      expect(late).toHaveLength(1)
      // Once: the second read knows that the replica has not moved.
      expect(clock.now() - before.now).toBeGreaterThanOrEqual(1_000)
      expect(clock.waited - before.waited).toBeLessThan(1_100)
      expect(await asRead(undefined, () => whereIt(database.reading()))).toBe(REPLICA)
      // What is older than five seconds is shown to no one.
      clock.pass(5_001)
      expect(database.replica?.fault?.cause).toContain('more than 5 s behind')
      expect(await asRead(undefined, () => whereIt(database.reading()))).toBe(PRIMARY)
    } finally {
      await servers.run('replica', 'select pg_wal_replay_resume()')
    }
    await readUsed(database)
    expect(await asRead(undefined, () => whereIt(database.reading()))).toBe(REPLICA)
  })

  it('is not put out of use by a start that cannot read the position of its migrations: that start fails', async () => {
    const database = await open()
    await readUsed(database)
    // The pool refuses the statement.
    await expect(database.transaction(async () => database.replica?.requirePresent())).rejects.toMatchObject({
      code: 'DATABASE_POOL_IN_TRANSACTION',
    })
    expect(database.replica?.fault).toBeUndefined()
  })

  it('holds back what tells others to read until it has it, or until no process reads it any more', async () => {
    const clock = new TestClock()
    const database = await open({ clock })
    await readUsed(database)
    await servers.run('replica', 'select pg_wal_replay_pause()')
    const before = clock.now()
    try {
      await database.tables<NoteTables>().insertInto('notes').values({ text: 'told' }).execute()
      await database.caughtUp()
      expect(clock.now() - before).toBeGreaterThanOrEqual(5_000)
    } finally {
      await servers.run('replica', 'select pg_wal_replay_resume()')
    }
    const resumed = clock.waited
    await database.caughtUp()
    expect(clock.waited - resumed).toBeLessThan(5_000)
    const told = await asRead(undefined, () =>
      database.reading<NoteTables>().selectFrom('notes').selectAll().where('text', '=', 'told').execute(),
    )
    expect(told).toHaveLength(1)
  })

  it('that cancels a read for its recovery has it repeated on the primary', async () => {
    const url = await servers.createDatabase()
    const database = await open({ url })
    await readUsed(database)
    await servers.run('replica', 'alter system set max_standby_streaming_delay = 0')
    await servers.run('replica', 'select pg_reload_conf()')
    const reading = asRead(undefined, () =>
      sql<{
        standby: boolean
      }>`select pg_is_in_recovery() as standby, pg_sleep(1), (select count(*) from notes) as count`.execute(
        database.reading(),
      ),
    )
    await until(async () => expect(await isSleeping(servers.onReplica(url))).toBe(true))
    await database.pool.query('alter table notes add column more text')
    const { rows } = await reading
    expect(rows[0]?.standby).toBe(false)
    await servers.run('replica', 'alter system reset max_standby_streaming_delay')
    await servers.run('replica', 'select pg_reload_conf()')
  })

  it('that is killed costs no read, and is read again when it is back', async () => {
    const database = await open()
    await readUsed(database)
    const running = asRead(undefined, () =>
      sql<{ standby: boolean }>`select pg_is_in_recovery() as standby, pg_sleep(0.5)`.execute(
        database.reading(),
      ),
    )
    const where: string[] = []
    const reads = async () => {
      for (let read = 0; read < 20; read++)
        where.push(await asRead(undefined, () => whereIt(database.reading())))
    }
    await reads()
    expect(new Set(where)).toEqual(new Set([REPLICA]))
    await servers.killReplica()
    expect((await running).rows).toEqual([expect.objectContaining({ standby: false })])
    where.length = 0
    await Promise.all([reads(), reads()])
    expect(new Set(where)).toEqual(new Set([PRIMARY]))
    expect(database.replica?.fault).toMatchObject({
      cause: expect.stringContaining('cannot be reached'),
      cure: expect.stringContaining('DATABASE_READ_URL'),
    })
    await database.caughtUp()
    await servers.startReplica()
    await readUsed(database)
    expect(await asRead(undefined, () => whereIt(database.reading()))).toBe(REPLICA)
  }, 30_000)

  it('that hangs holds up no read for longer than it takes to notice', async () => {
    const pooler = await startPooler(servers.onReplica(databaseUrl))
    const database = await open({ databaseReadUrl: pooler.url(servers.onReplica(databaseUrl)) })
    await readUsed(database)
    expect(await asRead(undefined, () => whereIt(database.reading()))).toBe(REPLICA)
    pooler.hang()
    const position = await database.replica?.position()
    const reads = [undefined, position, UNREACHABLE_POSITION].map((after) =>
      asRead(after, () => whereIt(database.reading())),
    )
    expect(await Promise.all(reads)).toEqual([PRIMARY, PRIMARY, PRIMARY])
    expect(database.replica?.fault?.cause).toContain('cannot be reached')
    await database.close()
    await pooler.stop()
  }, 20_000)

  it('that is away at the start does not keep the server from starting', async () => {
    await servers.killReplica()
    const database = createDatabase({
      databaseUrl,
      databaseReadUrl: servers.onReplica(databaseUrl),
      dataDir: '.',
    })
    opened.push(database)
    await database.open()
    await database.migrate([{ plugin: 'notes', value: noteMigrations }])
    expect(await asRead(undefined, () => whereIt(database.reading()))).toBe(PRIMARY)
    await servers.startReplica()
    await readUsed(database)
    expect(await asRead(undefined, () => whereIt(database.reading()))).toBe(REPLICA)
  }, 30_000)

  it('of another system, or of another database, is refused by name', async () => {
    const other = await startPostgresServer()
    const failure = (databaseReadUrl: string) => {
      const database = createDatabase({ databaseUrl, databaseReadUrl, dataDir: '.', startTimeout: 300 })
      return database.open().then(
        () => database.close(),
        (error: unknown) => error,
      )
    }
    try {
      expect(await failure(await other.createDatabase())).toMatchObject({
        code: 'DATABASE_UNSUITABLE',
        message: expect.stringMatching(
          /^DATABASE_READ_URL leads to another PostgreSQL system than DATABASE_URL: set DATABASE_READ_URL to a streaming standby/,
        ),
      })
    } finally {
      await other.stop()
    }
    const second = await servers.createDatabase()
    const name = new URL(second).pathname.slice(1)
    expect(await failure(second)).toMatchObject({
      code: 'DATABASE_UNSUITABLE',
      message: expect.stringContaining(
        `DATABASE_READ_URL leads to the database "${name}", and DATABASE_URL to "`,
      ),
    })
    // The primary itself may be named.
    expect(await failure(databaseUrl)).toBeUndefined()
  })

  it('is not waited for with a position that its log will not have, as of before a restore', async () => {
    const clock = new TestClock()
    const database = await open({ clock })
    await readUsed(database)
    const before = clock.now()
    const reads = Array.from({ length: 3 }, () =>
      asRead('FFFFFFFF/FFFFFFFE', () => whereIt(database.reading())),
    )
    expect(await Promise.all(reads)).toEqual([PRIMARY, PRIMARY, PRIMARY])
    expect(clock.now() - before).toBeLessThan(5_000)
    expect(await asRead(undefined, () => whereIt(database.reading()))).toBe(REPLICA)
  })

  // The last one: there is no way back.
  it('that is promoted is not read any more, nor accepted by the next start', async () => {
    const database = await open()
    await readUsed(database)
    const started = async (db: Kysely<unknown>) =>
      (await sql<{ at: string }>`select pg_postmaster_start_time()::text as at`.execute(db)).rows[0]?.at
    const primary = await started(database.tables())
    expect(await asRead(undefined, () => started(database.reading()))).not.toBe(primary)
    await servers.run('replica', 'select pg_promote()')
    await until(async () => expect(database.replica?.fault?.cause).toContain('promoted'))
    expect(await asRead(undefined, () => started(database.reading()))).toBe(primary)
    const next = createDatabase({
      databaseUrl,
      databaseReadUrl: servers.onReplica(databaseUrl),
      dataDir: '.',
    })
    opened.push(next)
    await expect(next.open()).rejects.toMatchObject({ code: 'DATABASE_UNSUITABLE' })
  }, 30_000)
})

/** Whether a statement sleeps in the database of a URL. */
async function isSleeping(databaseUrl: string): Promise<boolean> {
  const watching = createDatabase({ databaseUrl, dataDir: '.' })
  try {
    const { rows } = await watching.pool.query(
      "select 1 from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()",
    )
    return rows.length > 0
  } finally {
    await watching.close()
  }
}
