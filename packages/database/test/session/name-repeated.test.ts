import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  createDatabase,
  isRetryable,
  type ManagedDatabase,
  sqlState,
  toDatabaseProblem,
} from '../../src/index.ts'
import { postgresServer, startPooler } from '../../src/testing/index.ts'

const NAMES = `select statement from pg_prepared_statements where name like 'repeated%' order by name`

describe('statements of repeating work', () => {
  let databaseUrl: string
  let database: ManagedDatabase
  beforeAll(async () => {
    databaseUrl = await (await postgresServer()).createDatabase()
  })
  beforeEach(async () => {
    // One connection, so that all statements are of the same.
    database = createDatabase({ databaseUrl, dataDir: '.', poolSize: 1 })
    await database.open()
    return () => database.close()
  })
  afterAll(async () => (await postgresServer()).dropDatabase(databaseUrl))

  const prepared = async () =>
    (await database.pool.query(NAMES)).rows.map(({ statement }) => String(statement))
  const send = async (text: string, times: number) => {
    const rows: unknown[] = []
    for (let time = 0; time < times; time += 1) rows.push((await database.pool.query(text, [time])).rows[0])
    return rows
  }

  it('are prepared when they are sent for the fifth time, and answer the same', async () => {
    const text = 'select $1::integer * 2 as doubled'
    expect(await database.repeating(() => send(text, 4))).toHaveLength(4)
    expect(await prepared()).toEqual([])
    expect(await database.repeating(() => send(text, 3))).toEqual([
      { doubled: 0 },
      { doubled: 2 },
      { doubled: 4 },
    ])
    expect(await prepared()).toEqual([text])
  })

  it('are not prepared in other work, nor without values', async () => {
    await send('select $1::integer as other', 6)
    await database.repeating(async () => {
      for (let time = 0; time < 6; time += 1) await database.pool.query('select 1')
    })
    expect(await prepared()).toEqual([])
  })

  describe('whose table has changed', () => {
    const text = 'select * from kept where id = $1'
    const changed = { id: 0, name: 'new' }
    const change = () => database.pool.query(`alter table kept add name text default 'new'`)
    beforeEach(async () => {
      await database.pool.query('drop table if exists kept; create table kept (id integer)')
      await database.pool.query('insert into kept values (0)')
    })

    it('answer without a failure, by promise and by callback, and are prepared again', async () => {
      const client = await database.pool.connect()
      try {
        await database.repeating(async () => {
          for (let time = 0; time < 6; time += 1) await client.query(text, [0])
          await client.query(`alter table kept add name text default 'new'`)
          expect((await client.query(text, [0])).rows).toEqual([changed])
          for (let time = 0; time < 6; time += 1) await client.query(text, [0])
          await client.query('alter table kept drop name')
          const { promise, resolve, reject } = Promise.withResolvers<unknown>()
          client.query(text, [0], (error, result) => (error ? reject(error) : resolve(result.rows)))
          expect(await promise).toEqual([{ id: 0 }])
        })
      } finally {
        client.release()
      }
    })

    it('answer without a failure through the pool, on the same connection', async () => {
      const backend = async () => (await database.pool.query('select pg_backend_pid() as id')).rows
      await database.repeating(async () => {
        await send(text, 6)
        const before = await backend()
        await change()
        expect((await database.pool.query(text, [0])).rows).toEqual([changed])
        expect(await backend()).toEqual(before)
      })
    })

    it('fail once in a transaction, which has failed then', async () => {
      const read = () =>
        database.transaction<Record<string, never>, unknown>(async (trx) => {
          const { rows } = await sql`select * from kept where id = ${0}`.execute(trx)
          return rows
        })
      await database.repeating(async () => {
        for (let time = 0; time < 6; time += 1) await read()
        await change()
        const error: unknown = await read().catch((thrown: unknown) => thrown)
        expect(error).toMatchObject({ code: '0A000' })
        // So that a job, or the sender of a request, repeats it.
        expect(toDatabaseProblem(error)).toMatchObject({ code: 'DATABASE_CONFLICT', statusCode: 503 })
        expect(isRetryable(error)).toBe(true)
        expect(await read()).toEqual([changed])
      })
    })
  })

  it('and other features that PostgreSQL lacks are no such failure', async () => {
    const text = 'select count(*) from (values ($1::integer)) as numbers for update'
    const error: unknown = await database.pool.query(text, [0]).catch((thrown: unknown) => thrown)
    expect(sqlState(error)).toBe('0A000')
    expect(toDatabaseProblem(error)).toBeUndefined()
  })

  it('are prepared again after a value could not be converted, for which pg closes them', async () => {
    const text = 'select $1::text as value'
    const circular: { self?: object } = {}
    circular.self = circular
    const client = await database.pool.connect()
    try {
      await database.repeating(async () => {
        for (let time = 0; time < 6; time += 1) await client.query(text, ['same'])
        await expect(client.query(text, [circular])).rejects.toThrow('circular')
        for (let time = 0; time < 6; time += 1)
          expect((await client.query(text, ['same'])).rows).toEqual([{ value: 'same' }])
      })
    } finally {
      client.release()
    }
  })

  it('are no more than a hundred', async () => {
    await database.repeating(async () => {
      for (let number = 0; number < 110; number += 1) await send(`select $1::integer + ${number}`, 5)
    })
    expect(await prepared()).toHaveLength(100)
  })

  it('are not prepared behind a pooler, whose clients change connections', async () => {
    const pooler = await startPooler(databaseUrl)
    const pooled = createDatabase({ databaseUrl: pooler.url(databaseUrl), dataDir: '.', poolSize: 1 })
    await pooled.open()
    const names = await pooled.repeating(async () => {
      for (let time = 0; time < 6; time += 1) await pooled.pool.query('select $1::integer', [time])
      return (await pooled.pool.query(NAMES)).rows
    })
    await pooled.close()
    await pooler.stop()
    expect(names).toEqual([])
  })
})
