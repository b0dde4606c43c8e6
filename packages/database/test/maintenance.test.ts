import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { maintain } from '../src/embedded/maintenance.ts'
import { startTestDatabase, type TestDatabase } from '../src/testing/index.ts'
import { noteMigrations } from './notes.ts'

describe('maintenance of the embedded database', () => {
  let test: TestDatabase
  beforeAll(async () => {
    test = await startTestDatabase({ maintenance: false, migrations: { notes: noteMigrations } })
  })
  afterAll(() => test.stop())
  const round = (idle: boolean) => maintain(test.database.pool, { idle })
  const fill = (text: string) =>
    test.database.pool.query(`insert into notes (text) select '${text}' || n from generate_series(1, 5000) n`)

  it('analyses a table once it has grown, and not again for nothing', async () => {
    await fill('a')
    expect(await round(false)).toMatchObject({ analyzed: ['public.notes'], vacuumed: [] })
    const { rows } = await test.database.pool.query(`select reltuples from pg_class where relname = 'notes'`)
    expect(rows).toEqual([{ reltuples: 5000 }])
    expect(await round(false)).toMatchObject({ analyzed: [], vacuumed: [] })
  })

  it('vacuums dead rows when idle, and before that only when they outnumber the living', async () => {
    await test.database.pool.query(`delete from notes where id % 2 = 0`)
    expect(await round(false)).toMatchObject({ vacuumed: [] })
    expect(await round(true)).toMatchObject({ vacuumed: ['public.notes'] })
    expect(await round(true)).toMatchObject({ vacuumed: [] })
    for (let n = 0; n < 10; n += 1) await test.database.pool.query(`update notes set text = text || '.'`)
    expect(await round(false)).toMatchObject({ vacuumed: ['public.notes'] })
  })

  it('writes a checkpoint when much has been written', async () => {
    expect((await round(true)).checkpoint).toBe(false)
    for (let n = 0; n < 10; n += 1) {
      await test.database.pool.query(
        `insert into notes (text) select 'big${n}-' || n || repeat('x', 1000) from generate_series(1, 9000) n`,
      )
    }
    expect((await round(false)).checkpoint).toBe(true)
    expect((await round(false)).checkpoint).toBe(false)
  })
})
