import { randomBytes } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { copyBytes } from '../src/index.ts'
import { createDatabase, type DatabaseHandle } from '../src/open-database.ts'
import { postgresServer, startPooler } from '../src/testing/index.ts'

let database: DatabaseHandle
let pooled: DatabaseHandle
let stopAll: () => Promise<void>

beforeAll(async () => {
  const server = await postgresServer()
  const databaseUrl = await server.createDatabase()
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

/** What a failed copy has sent must not appear in the next result of its connection. */
test('a copy that fails part of the way is an error, and leaves nothing behind', async () => {
  await database.pool.query('create table numbers as select n from generate_series(1, 2000) n')
  await database.transaction(async (trx: Kysely<unknown>) => {
    const failing = sql`select convert_to(repeat('x', 1000 + 1 / (1500 - n)), 'UTF8') from numbers`
    await expect(copyBytes(trx, failing)).rejects.toMatchObject({ code: '22012' })
    await sql`rollback`.execute(trx)
    expect(await copyBytes(trx, one)).toEqual([Buffer.from([1])])
    expect((await sql`select 1 as one`.execute(trx)).rows).toEqual([{ one: 1 }])
  })
  await expect(copyBytes(db(), sql`select data from missing`)).rejects.toMatchObject({ code: '42P01' })
  expect(await copyBytes(db(), one)).toEqual([Buffer.from([1])])
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
