import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ManagedDatabase } from '../../src/index.ts'
import { createDatabase, isRetryable, sqlState, toDatabaseProblem } from '../../src/index.ts'
import { type Pooler, postgresServer, startPooler } from '../../src/testing/index.ts'
import { type NoteTables, noteMigrations } from '../notes.ts'

const STATEMENT_TIMEOUT = 400

/** Each is one that breaks a parser, a literal, a table name or a date of this server. */
const UNUSUAL_DEFAULTS = [
  `datestyle = 'SQL, DMY'`,
  `timezone = 'America/New_York'`,
  `intervalstyle = 'iso_8601'`,
  'search_path = elsewhere, public',
  'standard_conforming_strings = off',
  `bytea_output = 'escape'`,
  'extra_float_digits = -5',
  'statement_timeout = 0',
  'max_parallel_workers_per_gather = 4',
]

describe.each(['directly', 'through a pooler'])('a session %s', (way) => {
  let databaseUrl: string
  let pooler: Pooler
  let database: ManagedDatabase
  beforeAll(async () => {
    databaseUrl = await (await postgresServer()).createDatabase()
    await setDefaults(databaseUrl)
    pooler = await startPooler(databaseUrl)
    database = createDatabase({
      databaseUrl: way === 'directly' ? databaseUrl : pooler.url(databaseUrl),
      dataDir: '.',
      statementTimeout: STATEMENT_TIMEOUT,
      poolSize: 2,
    })
    await database.open()
    await database.migrate([{ plugin: 'notes', value: noteMigrations }])
  })
  afterAll(async () => {
    await database.close()
    await pooler.stop()
    await (await postgresServer()).dropDatabase(databaseUrl)
  })
  const first = async (text: string, values: readonly unknown[] = []): Promise<unknown> => {
    const { rows } = await database.pool.query<{ value: unknown }>(text, [...values])
    return rows[0]?.value
  }

  it('returns values in the parsed form, with any defaults of the database', async () => {
    expect(await first(`select date '2026-03-29' as value`)).toBe('2026-03-29')
    expect(await first(`select timestamptz '2026-03-29T01:30:00Z' as value`)).toEqual(
      new Date('2026-03-29T01:30:00Z'),
    )
    expect(await first('select (1.1::float8 + 2.2::float8)::text as value')).toBe('3.3000000000000003')
    expect(await first(`select interval '36 hours'::text as value`)).toBe('36:00:00')
    expect(await first(`select date_trunc('day', timestamptz '2026-03-29T01:30:00Z')::text as value`)).toBe(
      '2026-03-29 00:00:00+00',
    )
    expect(await first(`select 'a\\\\b' as value`)).toBe(String.raw`a\\b`)
    expect(await first(`select '\\xff'::bytea::text as value`)).toBe(String.raw`\xff`)
    expect(await first('select current_schema() as value')).toBe('public')
  })

  it('cancels a slow statement, alone and in a transaction', async () => {
    const alone = database.pool.query('select pg_sleep($1::float8)', [10])
    expect(await stateOf(alone)).toBe('57014')
    const inside = database.transaction<NoteTables, unknown>(async (trx) => {
      await trx.insertInto('notes').values({ text: 'gone' }).execute()
      return trx.selectNoFrom((eb) => eb.fn('pg_sleep', [eb.val(10)]).as('slept')).execute()
    })
    expect(await stateOf(inside)).toBe('57014')
    expect(await first(`select count(*) as value from notes where text = 'gone'`)).toBe(0)
  })

  it('ends a transaction that does nothing for too long', async () => {
    const client = await database.pool.connect()
    const lost = new Promise((resolve) => client.once('error', resolve))
    await client.query('begin')
    await lost
    expect(toDatabaseProblem(await stateErrorOf(client.query('select 1')))?.code).toBe('DATABASE_UNAVAILABLE')
    client.release(true)
  })

  it('commits and rolls back as ever', async () => {
    await database.pool.query(`insert into notes (text) values ('alone')`)
    await expect(database.pool.query(`insert into notes (text) values ('alone')`)).rejects.toThrow(
      'notes_text_key',
    )
    await database.transaction<NoteTables, unknown>((trx) =>
      trx.insertInto('notes').values({ text: 'inside' }).execute(),
    )
    expect(await first(`select string_agg(text, ',' order by id) as value from notes`)).toBe('alone,inside')
  })

  it('runs several statements of one call, including a transaction', async () => {
    const results: unknown = await database.pool.query(`
      begin; insert into notes (text) values ('several'); commit; select 1 as one`)
    expect(results).toMatchObject([
      { command: 'BEGIN' },
      { command: 'INSERT' },
      { command: 'COMMIT' },
      { rowCount: 1 },
    ])
    expect(await first(`select count(*) as value from notes where text = 'several'`)).toBe(1)
  })

  it('runs statements that cannot run in a transaction', async () => {
    await expect(database.pool.query('vacuum notes')).resolves.toMatchObject({ command: 'VACUUM' })
  })

  it('answers callbacks and errors of either kind', async () => {
    const answer = await new Promise((resolve, reject) => {
      database.pool.query('select 1 as one', (error: Error | undefined, result) =>
        error ? reject(error) : resolve(result.rows),
      )
    })
    expect(answer).toEqual([{ one: 1 }])
    expect(isRetryable(await stateErrorOf(database.pool.query('select nothing')))).toBe(false)
    expect(await first('select 2 as value')).toBe(2)
  })
})

describe('a pooler', () => {
  it('gets no setting at the start, and keeps none', async () => {
    const databaseUrl = await (await postgresServer()).createDatabase()
    const pooler = await startPooler(databaseUrl)
    const database = createDatabase({
      databaseUrl: pooler.url(databaseUrl),
      dataDir: '.',
      statementTimeout: 700,
    })
    await database.open()
    expect(pooler.startupParameters.toSorted()).toEqual([
      'application_name',
      'client_encoding',
      'database',
      'user',
    ])
    const setting = `select current_setting('statement_timeout') as value`
    expect((await database.pool.query(setting)).rows).toEqual([{ value: '700ms' }])
    // What the next client of the same server connection would have.
    const results: unknown = await database.pool.query(`commit; ${setting}`)
    expect(results).toMatchObject([{}, { rows: [{ value: '0' }] }])
    await database.close()
    await pooler.stop()
  })
})

async function setDefaults(databaseUrl: string): Promise<void> {
  const database = createDatabase({ databaseUrl, dataDir: '.' })
  const name = new URL(databaseUrl).pathname.slice(1)
  await database.pool.query('create schema elsewhere')
  for (const setting of UNUSUAL_DEFAULTS) await database.pool.query(`alter database ${name} set ${setting}`)
  await database.close()
}

async function stateErrorOf(query: Promise<unknown>): Promise<unknown> {
  return query.then(
    () => undefined,
    (error: unknown) => error,
  )
}

async function stateOf(query: Promise<unknown>): Promise<string | undefined> {
  return sqlState(await stateErrorOf(query))
}
