import { beforeAll, expect, it } from 'vitest'
import { textPages } from '../src/index.ts'
import type { TestDatabase } from '../src/testing/index.ts'
import { describeDatabase } from './describe-database.ts'
import { type NoteTables, noteMigrations } from './notes.ts'

const by = [
  ['written', 'timestamptz'],
  ['id', 'bigint'],
] as const

describeDatabase('all rows in pages', (start) => {
  let test: TestDatabase
  const notes = () => test.database.tables<NoteTables>().selectFrom('notes').select(['id', 'text', 'written'])
  beforeAll(async () => {
    test = await start({ migrations: { notes: noteMigrations } })
    // Three to a moment, and moments a microsecond apart.
    await test.database.pool.query(`
      insert into notes (text, written)
      select 'n' || n, timestamptz '2026-01-01T00:00:00Z' + (n / 3) * interval '1 microsecond' from generate_series(1, 20) n`)
  })

  it('has every row once, in either direction and with any page size', async () => {
    for (const limit of [1, 4, 5, 19, 20, 21])
      for (const direction of ['asc', 'desc'] as const) {
        const pages = await Array.fromAsync(textPages(test.database, notes(), { by, direction, limit }))
        expect(pages.every(({ length }) => length > 0 && length <= limit)).toBe(true)
        const ids = pages.flat().map(([id]) => Number(id))
        expect(direction === 'asc' ? ids : ids.toReversed()).toEqual(
          Array.from({ length: 20 }, (_, index) => index + 1),
        )
      }
  })

  it('has the texts of PostgreSQL, and filters each page', async () => {
    const two = notes().where('text', 'in', ['n4', 'n9'])
    const pages = await Array.fromAsync(textPages(test.database, two, { by, limit: 1 }))
    expect(pages.map(([row]) => row?.slice(0, 3))).toEqual([
      ['9', 'n9', '2026-01-01 00:00:00.000003+00'],
      ['4', 'n4', '2026-01-01 00:00:00.000001+00'],
    ])
  })

  it('is at most one page ahead of its reader, and holds no connection while it waits', async () => {
    const { pool } = test.database
    let statements = 0
    const count = () => (statements += 1)
    pool.on('acquire', count)
    const pages = textPages(test.database, notes(), { by, limit: 4 })
    await pages.next()
    await expect.poll(() => statements).toBe(2)
    await expect.poll(() => pool.idleCount).toBe(pool.totalCount)
    await pages.return()
    await expect.poll(() => pool.idleCount).toBe(pool.totalCount)
    pool.off('acquire', count)
    expect(statements).toBe(2)
  })

  it('throws what a page failed with where that page is read, and nothing if it never is', async () => {
    const failsAtTheSecond = () => {
      let calls = 0
      const textRows: typeof test.database.textRows = async (query) => {
        calls += 1
        if (calls > 1) throw new Error('cut off')
        return test.database.textRows(query)
      }
      return textPages({ textRows }, notes(), { by, limit: 4 })
    }
    const read = failsAtTheSecond()
    expect((await read.next()).value).toHaveLength(4)
    await expect(read.next()).rejects.toThrow('cut off')
    // An unhandled rejection would fail the test.
    const left = failsAtTheSecond()
    await left.next()
    await left.return()
    await new Promise((resolve) => setImmediate(resolve))
  })
})
