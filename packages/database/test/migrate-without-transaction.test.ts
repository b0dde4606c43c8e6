import { type Kysely, sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDatabase, createIndexConcurrently, inBatches, type Migration } from '../src/index.ts'
import { startTestDatabase, type TestDatabase } from '../src/testing/index.ts'

const ROWS = 25_000

const createNotes: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table notes (id bigint primary key, kind text not null)`.execute(db)
    await sql`insert into notes select n, 'brief' from generate_series(1, ${sql.lit(ROWS)}) as n`.execute(db)
  },
}

const indexNotes: Migration = {
  transaction: 'none',
  up: (db) => createIndexConcurrently(db, { name: 'notes_by_kind', table: 'notes', definition: sql`(kind)` }),
}

const rename: Migration = {
  transaction: 'none',
  up: (db) =>
    inBatches(
      db,
      'notes',
      (from, to) =>
        sql`update notes set kind = 'short' where kind = 'brief' and id between ${from} and ${to}`,
    ),
}

let test: TestDatabase
beforeEach(async () => {
  test = await startTestDatabase({ migrations: { notes: { '0001-notes': createNotes } } })
})
afterEach(() => test.stop())

function migrateTo(set: Record<string, Migration>, database = test.database) {
  return database.migrate([{ plugin: 'notes', value: { '0001-notes': createNotes, ...set } }])
}

async function isValid(): Promise<boolean | undefined> {
  const { rows } = await test.database.pool.query<{ valid: boolean }>(
    `select indisvalid as valid from pg_index where indexrelid = to_regclass('notes_by_kind')`,
  )
  return rows[0]?.valid
}

it('an index is built while other transactions write to the table', async () => {
  const client = await test.database.pool.connect()
  await client.query('begin')
  await client.query(`insert into notes values (0, 'early')`)
  const migrated = migrateTo({ '0002-index': indexNotes })
  // It waits for the transaction that has written before, and no transaction waits for it.
  await expect
    .poll(async () => {
      const { rows } = await test.database.pool.query(
        `select from pg_stat_activity where query like 'create index%' and wait_event_type = 'Lock'`,
      )
      return rows.length
    })
    .toBe(1)
  await test.database.pool.query(`insert into notes values (-1, 'meanwhile')`)
  await client.query('commit')
  client.release(true)
  await migrated
  expect(await isValid()).toBe(true)
  expect(await migrateTo({ '0002-index': indexNotes })).toEqual([])
})

it('an index whose building was interrupted is built again', async () => {
  await test.database.pool.query(`insert into notes values (${ROWS + 1}, 'brief')`)
  const unique: Migration = {
    transaction: 'none',
    async up(db: Kysely<unknown>) {
      await sql`create unique index concurrently notes_by_kind on notes (kind)`.execute(db)
    },
  }
  await expect(migrateTo({ '0002-index': unique })).rejects.toMatchObject({
    code: 'DATABASE_MIGRATION_FAILED',
  })
  expect(await isValid()).toBe(false)
  await migrateTo({ '0002-index': indexNotes })
  expect(await isValid()).toBe(true)
})

it('processes that start at the same time build it once', async () => {
  const others = [1, 2].map(() => createDatabase(test.options))
  await Promise.all(others.map((each) => each.open()))
  const ran = await Promise.all(
    [test.database, ...others].map((each) => migrateTo({ '0002-index': indexNotes }, each)),
  )
  expect(ran.flat()).toEqual([{ plugin: 'notes', name: '0002-index' }])
  await Promise.all(others.map((each) => each.close()))
})

it('an update of many rows commits in between, and goes on after a failure', async () => {
  let batches = 0
  const failing: Migration = {
    transaction: 'none',
    up: (db) =>
      inBatches(db, 'notes', (from, to) => {
        if (++batches > 2) throw new Error('killed')
        return sql`update notes set kind = 'short' where kind = 'brief' and id between ${from} and ${to}`
      }),
  }
  await expect(migrateTo({ '0002-rename': failing })).rejects.toThrow('killed')
  const count = async () => {
    const { rows } = await test.database.pool.query(
      `select count(*)::integer as n from notes where kind = 'short'`,
    )
    return rows[0]?.n
  }
  expect(await count()).toBe(20_000)
  await migrateTo({ '0002-rename': rename })
  expect(await count()).toBe(ROWS)
})

it('no statement time-out interrupts it, and the connection has its own again', async () => {
  const database = createDatabase({ ...test.options, statementTimeout: 100, poolSize: 2 })
  await database.open()
  const slow: Migration = {
    transaction: 'none',
    async up(db: Kysely<unknown>) {
      await sql`select pg_sleep(0.3)`.execute(db)
    },
  }
  await migrateTo({ '0002-slow': slow }, database)
  const both = [database.pool.query('show statement_timeout'), database.pool.query('show statement_timeout')]
  for (const { rows } of await Promise.all(both)) expect(rows[0]).toEqual({ statement_timeout: '100ms' })
  await database.close()
})
