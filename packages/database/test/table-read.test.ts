import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { toDatabaseProblem } from '../src/index.ts'
import { tableRead } from '../src/table-read.ts'
import { describeDatabase } from './describe-database.ts'
import { noteMigrations } from './notes.ts'

describeDatabase('the check of a database', (start) => {
  const migrations = { notes: noteMigrations }

  it('passes while every table can be read, empty or not', async () => {
    const { database } = await start({ migrations })
    await expect(database.check()).resolves.toBeUndefined()
    await database.pool.query(`insert into notes (text) values ('a')`)
    await expect(database.check()).resolves.toBeUndefined()
  })

  it('fails while a table cannot be read, as requests do, and passes again', async () => {
    const { database } = await start({ migrations })
    await database.pool.query('revoke all on notes from current_user')
    const request = await database.pool.query('select text from notes').catch((error: unknown) => error)
    expect(toDatabaseProblem(request)).toMatchObject({ code: 'DATABASE_UNREADABLE', statusCode: 503 })
    await expect(database.check()).rejects.toMatchObject({
      code: 'DATABASE_UNREADABLE',
      cause: { message: 'permission denied for table notes' },
    })
    await database.pool.query('grant all on notes to current_user')
    await database.check()
  })

  it('fails without a table that was there at the start', async () => {
    const { database } = await start({ migrations })
    await database.pool.query('alter table notes rename to others')
    await expect(database.check()).rejects.toMatchObject({
      code: 'DATABASE_UNREADABLE',
      message: expect.stringContaining('must restore a backup'),
      cause: { message: 'relation "public.notes" does not exist' },
    })
  })

  it('reads every partition of a table, and passes after one of them was dropped', async () => {
    const { database } = await start({
      migrations: {
        readings: {
          '0001-create-readings': {
            async up(db) {
              await sql`create table readings (at date not null) partition by range (at)`.execute(db)
              for (const year of [2025, 2026])
                await sql
                  .raw(
                    `create table readings_${year} partition of readings for values from ('${year}-01-01') to ('${year + 1}-01-01')`,
                  )
                  .execute(db)
              await sql`insert into readings values ('2025-05-01'), ('2026-05-01')`.execute(db)
            },
          },
        },
      },
    })
    await database.check()
    expect(await tableRead(database.pool)).not.toContain('readings_')
    const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(
      `explain ${await tableRead(database.pool)}`,
    )
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).toContain('Tid Scan on readings_2025')
    expect(plan).toContain('Tid Scan on readings_2026')
    await database.pool.query('drop table readings_2025')
    await database.check()
  })

  it('reads one page per table, with any number of dead rows', async () => {
    const { database } = await start({ migrations })
    await database.pool.query(`insert into notes (text) select i::text from generate_series(1, 20000) i`)
    await database.pool.query('delete from notes')
    const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(
      `explain (analyze, buffers, costs off, timing off) ${await tableRead(database.pool)}`,
    )
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(
      /Tid Scan on notes[^]*?Buffers: shared hit=1\n/,
    )
  })
})
