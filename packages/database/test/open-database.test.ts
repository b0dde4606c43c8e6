import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import type { PoolClient } from 'pg'
import { beforeAll, expect, it } from 'vitest'
import { isUniqueViolation, toDatabaseProblem } from '../src/index.ts'
import type { TestDatabase } from '../src/testing/index.ts'
import { describeDatabase } from './describe-database.ts'
import { type NoteTables, noteMigrations } from './notes.ts'

describeDatabase('a database', (start) => {
  let test: TestDatabase
  beforeAll(async () => {
    test = await start({ migrations: { notes: noteMigrations }, connectTimeout: 1_000 })
  })
  const texts = async () => {
    const rows = await test.database.tables<NoteTables>().selectFrom('notes').select('text').execute()
    return rows.map((row) => row.text)
  }

  /** All connections, one after the other: a busy machine opens ten at once in more than the time limit. */
  const takeAll = async () => {
    const taken: PoolClient[] = []
    while (taken.length < test.database.pool.options.max) taken.push(await test.database.pool.connect())
    return taken
  }

  it('reports its kind and answers queries', async () => {
    expect(test.database.mode).toBe('postgres')
    await test.database.check()
  })

  it('commits a transaction that resolves and rolls back one that rejects', async () => {
    await test.database.transaction<NoteTables, unknown>((trx) =>
      trx.insertInto('notes').values({ text: 'kept' }).execute(),
    )
    const failing = test.database.transaction<NoteTables, void>(async (trx) => {
      await trx.insertInto('notes').values({ text: 'gone' }).execute()
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await texts()).toEqual(['kept'])
  })

  it('refuses the pool inside a transaction at once, and allows it again afterwards', async () => {
    const { database } = test
    const viaKysely = database.transaction(() => database.tables<NoteTables>().selectFrom('notes').execute())
    await expect(viaKysely).rejects.toThrow('use only the trx')
    const viaPool = database.transaction(() => database.pool.query('select 1'))
    await expect(viaPool).rejects.toMatchObject({ code: 'DATABASE_POOL_IN_TRANSACTION' })
    const nested = database.transaction(() => database.transaction(async () => 1))
    await expect(nested).rejects.toMatchObject({ code: 'DATABASE_POOL_IN_TRANSACTION' })
    await database.check()
  })

  it('allows work left behind by a transaction to use the pool after its end', async () => {
    const left = await test.database.transaction(async () => ({
      rows: delay(50).then(() => test.database.pool.query('select 1 as one')),
    }))
    expect((await left.rows).rows).toEqual([{ one: 1 }])
  })

  it('reports when every connection is in use for too long', async () => {
    const taken = await takeAll()
    const error: unknown = await test.database.pool.query('select 1').catch((thrown: unknown) => thrown)
    for (const client of taken) client.release()
    expect(error).toMatchObject({ code: 'DATABASE_BUSY', statusCode: 503 })
    expect((error as Error).cause).toMatchObject({ message: expect.stringContaining('instead of its trx') })
    await test.database.check()
  })

  it('rolls back the transaction of a vanished client', async () => {
    const client = await test.database.pool.connect()
    await client.query('begin')
    await client.query(`insert into notes (text) values ('half')`)
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
    stream.destroy()
    client.release(true)
    expect(await texts()).not.toContain('half')
    // The row is free again: nothing still holds its key.
    await test.database.pool.query(`insert into notes (text) values ('half')`)
    await test.database.pool.query(`delete from notes where text = 'half'`)
  })

  it('continues after a failed query', async () => {
    const twice = Promise.all(
      ['same', 'same'].map((text) =>
        test.database.tables<NoteTables>().insertInto('notes').values({ text }).execute(),
      ),
    )
    const error: unknown = await twice.catch((thrown: unknown) => thrown)
    expect(isUniqueViolation(error)).toBe(true)
    expect(isUniqueViolation(error, 'notes_text_key')).toBe(true)
    expect(isUniqueViolation(error, 'another_key')).toBe(false)
    expect(toDatabaseProblem(error)).toBeUndefined()
    await test.database.check()
  })

  it('returns bigint as an exact number and dates as text', async () => {
    const { rows } = await test.database.pool.query(
      `select 9007199254740991::bigint as big, date '2026-03-29' as day, timestamptz '2026-03-29T01:30:00Z' as at`,
    )
    expect(rows).toEqual([{ big: 9007199254740991, day: '2026-03-29', at: new Date('2026-03-29T01:30:00Z') }])
    await expect(test.database.pool.query('select 9007199254740993::bigint')).rejects.toThrow(
      'select it as text',
    )
    await test.database.check()
  })

  it('carries a message of several megabytes', async () => {
    const text = 'x'.repeat(4 * 1024 * 1024)
    const { rows } = await sql<{ size: number }>`select length(${text}) as size`.execute(
      test.database.tables<NoteTables>(),
    )
    expect(rows).toEqual([{ size: text.length }])
  })

  it('fails within its time limit without an answer', async () => {
    const taken = await takeAll()
    const begun = performance.now()
    await expect(test.database.check()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    expect(performance.now() - begun).toBeLessThan(3_500)
    for (const client of taken) client.release()
  })
})
