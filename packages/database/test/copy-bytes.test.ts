import { randomBytes } from 'node:crypto'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { copyBytes } from '../src/index.ts'
import { createDatabase, type DatabaseHandle } from '../src/open-database.ts'
import { postgresServer, startPooler } from '../src/testing/index.ts'

let database: DatabaseHandle
let pooled: DatabaseHandle
let url: string
let stopAll: () => Promise<void>

beforeAll(async () => {
  const server = await postgresServer()
  const databaseUrl = await server.createDatabase()
  url = databaseUrl
  const pooler = await startPooler(databaseUrl)
  const options = { dataDir: '', startTimeout: 1000 }
  database = createDatabase({ ...options, databaseUrl })
  pooled = createDatabase({ ...options, databaseUrl: pooler.url(databaseUrl) })
  await database.open()
  await pooled.open()
  stopAll = async () => {
    await Promise.all([database.close(), pooled.close()])
    await pooler.stop()
    await server.dropDatabase(databaseUrl)
  }
})
afterAll(() => stopAll())

const db = () => database.tables<unknown>()
const one = sql`select '\\x01'::bytea`

describe('the bytes of a column', () => {
  test('arrive as they are, in order, in one message or many', async () => {
    const every = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
    const values = [every, Buffer.alloc(0), randomBytes(300_000), every, randomBytes(70_000)]
    await database.pool.query('create table chunks (seq integer, data bytea)')
    for (const [seq, data] of [...values, null].entries())
      await database.pool.query('insert into chunks values ($1, $2)', [seq, data])
    const read = await copyBytes(db(), sql`select data from chunks order by seq`)
    expect(read.map((each) => each && Buffer.from(each))).toEqual([...values, null])
    expect(await copyBytes(db(), sql`select data from chunks where seq = 3`)).toEqual([every])
    expect(await copyBytes(db(), sql`select data from chunks where seq = 99`)).toEqual([])
  })

  test('do not change when more is read', async () => {
    const query = (from: string) =>
      sql`select convert_to(repeat(${sql.lit(from)}, 50000), 'UTF8') from generate_series(1, 4)`
    const first = await copyBytes(db(), query('a'))
    await copyBytes(db(), query('b'))
    expect(first.map((each) => Buffer.from(each ?? []).toString())).toEqual(Array(4).fill('a'.repeat(50_000)))
  })
})

const failing = sql`select convert_to(repeat('x', 1000 + 1 / (1500 - n)), 'UTF8') from numbers`

/** What such a copy has sent must not appear in the next result of its connection. */
describe('a copy that ends part of the way is an error, and leaves nothing behind', () => {
  beforeAll(() => database.pool.query('create table numbers as select n from generate_series(1, 2000) n'))

  test('in a transaction, after a savepoint', async () => {
    await database.transaction(async (trx: Kysely<unknown>) => {
      await sql`savepoint before`.execute(trx)
      await expect(copyBytes(trx, failing)).rejects.toMatchObject({ code: '22012' })
      await sql`rollback to before`.execute(trx)
      expect(await copyBytes(trx, one)).toEqual([Buffer.from([1])])
      expect((await sql`select 1 as one`.execute(trx)).rows).toEqual([{ one: 1 }])
    })
  })

  test('through a pooler', async () => {
    const through = pooled.tables<unknown>()
    await expect(copyBytes(through, failing)).rejects.toMatchObject({ code: '22012' })
    expect(await copyBytes(through, one)).toEqual([Buffer.from([1])])
  })

  test('where it is cancelled, or its connection is lost', async () => {
    const slow = sql`select convert_to(repeat('x', 1000) || coalesce(pg_sleep(n / 1000.0)::text, ''), 'UTF8') from numbers`
    for (const [end, code] of [
      ['pg_cancel_backend', '57014'],
      ['pg_terminate_backend', '57P01'],
    ] as const) {
      const reading = Promise.allSettled([copyBytes(db(), slow)])
      const running = `select ${end}(pid) from pg_stat_activity where query like 'copy %pg_sleep%' and state = 'active'`
      await expect.poll(async () => (await database.pool.query(running)).rowCount).toBe(1)
      expect(await reading).toMatchObject([{ reason: { code } }])
      // A connection that is lost may be given out once more.
      await expect.poll(() => copyBytes(db(), one)).toEqual([Buffer.from([1])])
    }
  })

  test('also if nothing receives it', async () => {
    const client = await database.pool.connect()
    try {
      await client.query({ text: "copy (select '\\xdead'::bytea) to stdout (format binary)" })
      const { rows } = await client.query("copy (select 'x') to stdout")
      expect(rows).toEqual([Buffer.from('x\n')])
    } finally {
      client.release()
    }
  })
})

test('a query that it cannot read is an error', async () => {
  await expect(copyBytes(db(), sql`select data from missing`)).rejects.toMatchObject({ code: '42P01' })
  await expect(copyBytes(db(), sql`select '\\x01'::bytea, 1`)).rejects.toThrow('several columns')
  const unprepared = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url }) }),
  })
  await expect(copyBytes(unprepared, one)).rejects.toThrow('does not receive copies')
  await unprepared.destroy()
})

test('a copy in a transaction sees what it has written', async () => {
  await database.pool.query('create table written (data bytea)')
  const seen = await database.transaction(async (trx: Kysely<unknown>) => {
    await sql`insert into written select '\\x07'`.execute(trx)
    return copyBytes(trx, sql`select data from written`)
  })
  expect(seen).toEqual([Buffer.from([7])])
})

test('a copy goes through a pooler, with the settings of each transaction', async () => {
  const zone = sql`select convert_to(current_setting('TimeZone'), 'UTF8')`
  expect(await copyBytes(pooled.tables<unknown>(), zone)).toEqual([Buffer.from('UTC')])
})

test('copies are not prepared, also in repeating work', async () => {
  await database.repeating(async () => {
    for (let time = 0; time < 8; time += 1) await copyBytes(db(), one)
    const prepared = sql`select name from pg_prepared_statements where statement like 'copy%'`
    expect((await prepared.execute(db())).rows).toEqual([])
  })
})
