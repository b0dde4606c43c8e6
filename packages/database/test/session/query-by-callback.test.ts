import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from, to } from 'pg-copy-streams'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createDatabase, type ManagedDatabase } from '../../src/index.ts'
import { postgresServer } from '../../src/testing/index.ts'

let databaseUrl: string
let database: ManagedDatabase
beforeAll(async () => {
  databaseUrl = await (await postgresServer()).createDatabase()
  database = createDatabase({ databaseUrl, dataDir: '.', poolSize: 1 })
  await database.open()
})
afterAll(async () => {
  await database.close()
  await (await postgresServer()).dropDatabase(databaseUrl)
})

test('a query answers in each of the forms of pg', async () => {
  const client = await database.pool.connect()
  try {
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    expect((await client.query('select $1::integer as one', [1])).rows).toEqual([{ one: 1 }])
    expect((await client.query({ text: 'select $1::integer as one', values: [1] })).rows).toEqual([
      { one: 1 },
    ])
    const array = { text: 'select $1::integer', values: [1], rowMode: 'array' as const }
    expect((await client.query(array)).rows).toEqual([[1]])
    const { promise, resolve } = Promise.withResolvers<unknown>()
    client.query('select $1::integer as one', [1], (_error, { rows }) => resolve(rows))
    expect(await promise).toEqual([{ one: 1 }])
  } finally {
    client.release()
  }
})

test('an error has the stack of its caller', async () => {
  const client = await database.pool.connect()
  async function asksForNothing() {
    await client.query('select * from nothing')
  }
  try {
    await expect(asksForNothing()).rejects.toMatchObject({
      code: '42P01',
      stack: expect.stringContaining('asksForNothing'),
    })
  } finally {
    client.release()
  }
})

describe('a promise is settled once', () => {
  let rejections: unknown[]
  const onRejection = (error: unknown) => rejections.push(error)
  beforeEach(() => {
    rejections = []
    process.on('unhandledRejection', onRejection)
    return async () => {
      await new Promise(setImmediate)
      process.off('unhandledRejection', onRejection)
      expect(rejections).toEqual([])
    }
  })

  test('and the connection goes on after an error in a statement, in a transaction, and with several statements', async () => {
    const client = await database.pool.connect()
    try {
      await expect(client.query('select 1 / $1::integer', [0])).rejects.toMatchObject({ code: '22012' })
      await expect(client.query('select 1; select 1 / 0; select 2')).rejects.toMatchObject({ code: '22012' })
      await client.query('begin')
      await expect(client.query('select 1 / 0')).rejects.toMatchObject({ code: '22012' })
      await expect(client.query('select 1')).rejects.toMatchObject({ code: '25P02' })
      await client.query('rollback')
      expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    } finally {
      client.release()
    }
  })

  test('where a value cannot be converted, or cannot be sent', async () => {
    const client = await database.pool.connect()
    try {
      await expect(client.query('select 9007199254740993')).rejects.toThrow('does not fit a number')
      const failing = { toPostgres: () => expect.unreachable('converted') }
      await expect(client.query('select $1::text', [failing])).rejects.toThrow('converted')
      await expect(client.query({ text: 'select 1', values: {} as never })).rejects.toThrow(
        'must be an array',
      )
      await expect(client.query({} as never)).rejects.toThrow('text or a name')
      expect(() => client.query(null as never)).toThrow(TypeError)
      expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    } finally {
      client.release()
    }
  })

  test('where the statement is cancelled, or takes longer than its query_timeout', async () => {
    const client = await database.pool.connect()
    const { processID } = client as unknown as { processID: number }
    const other = new pg.Client(databaseUrl)
    await other.connect()
    try {
      const cancelled = client.query('select pg_sleep(60)').catch((error: unknown) => error)
      await vi.waitFor(async () => {
        const { rows } = await other.query('select state from pg_stat_activity where pid = $1', [processID])
        expect(rows).toEqual([{ state: 'active' }])
      })
      await other.query('select pg_cancel_backend($1)', [processID])
      expect(await cancelled).toMatchObject({ code: '57014' })
      const late = { text: 'select pg_sleep(0.2)', query_timeout: 20 } as pg.QueryConfig
      await expect(client.query(late)).rejects.toThrow('Query read timeout')
      expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    } finally {
      await other.end()
      client.release()
    }
  })

  test('where the connection is lost while statements run and wait, and for those after it', async () => {
    const client = await database.pool.connect()
    const { processID } = client as unknown as { processID: number }
    const other = new pg.Client(databaseUrl)
    await other.connect()
    const outcomes = Promise.allSettled([client.query('select pg_sleep(60)'), client.query('select 1')])
    await other.query('select pg_terminate_backend($1)', [processID])
    await other.end()
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await expect(client.query('select 1')).rejects.toThrow('not queryable')
    client.release(true)
    expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  })
})

test('what submits itself is passed on: a copy in both directions', async () => {
  const client = await database.pool.connect()
  try {
    await client.query('create temporary table copied (id integer, name text)')
    const into = client.query(from('copy copied from stdin'))
    await pipeline(Readable.from(['1\tone\n', '2\ttwo\n']), into)
    const out = client.query(to('copy (select * from copied order by id) to stdout'))
    expect(await text(out)).toBe('1\tone\n2\ttwo\n')
    expect((await client.query('select count(*) from copied')).rows).toEqual([{ count: 2 }])
  } finally {
    client.release()
  }
})

test('text rows are arrays of texts, also of statements that are prepared', async () => {
  const query = {
    compile: () => ({ sql: 'select $1::integer, now() > $2, null', parameters: [7, '2000-01-01'] }),
  }
  await database.repeating(async () => {
    for (let time = 0; time < 6; time += 1)
      expect(await database.textRows(query as never)).toEqual([['7', 't', null]])
  })
})
