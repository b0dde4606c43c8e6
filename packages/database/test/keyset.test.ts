import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import { keysetPage, mergedKeysetPage } from '../src/index.ts'
import type { TestDatabase } from '../src/testing/index.ts'
import { describeDatabase } from './describe-database.ts'
import { type NoteTables, noteMigrations } from './notes.ts'

const by = [
  ['written', 'timestamptz'],
  ['id', 'bigint'],
] as const

describeDatabase('a list by keyset', (start) => {
  let test: TestDatabase
  const notes = () => test.database.tables<NoteTables>().selectFrom('notes').select(['id', 'text'])
  beforeAll(async () => {
    test = await start({ migrations: { notes: noteMigrations } })
    // Three to a moment, and moments a microsecond apart, which a JavaScript Date cannot tell from each other.
    await test.database.pool.query(`
      insert into notes (text, written)
      select 'n' || n, timestamptz '2026-01-01T00:00:00Z' + (n / 3) * interval '1 microsecond' from generate_series(1, 20) n`)
  })
  const readAll = async (direction: 'asc' | 'desc', limit: number) => {
    const ids: number[] = []
    let cursor: string | undefined
    for (;;) {
      const page = await keysetPage(notes(), { list: 'notes', by, direction, limit, cursor })
      expect(page.items.length).toBeLessThanOrEqual(limit)
      for (const item of page.items) expect(Object.keys(item)).toEqual(['id', 'text', 'keyset_1', 'keyset_2'])
      ids.push(...page.items.map(({ id }) => id))
      if (page.nextCursor === null) return ids
      cursor = page.nextCursor
    }
  }

  it('shows every row once, in either direction and with any page size', async () => {
    const ascending = Array.from({ length: 20 }, (_, i) => i + 1)
    for (const limit of [1, 4, 5, 19, 20, 21]) {
      expect(await readAll('asc', limit)).toEqual(ascending)
      expect(await readAll('desc', limit)).toEqual(ascending.toReversed())
    }
  })

  it('shows the rows of several queries as one list, each once, and accepts no cursor of another', async () => {
    const thirds = [0, 1, 2].map((rest) => notes().select('written').where(sql<boolean>`id % 3 = ${rest}`))
    const db = test.database.tables()
    for (const direction of ['asc', 'desc'] as const) {
      for (const limit of [1, 4, 19, 20, 21]) {
        const ids: number[] = []
        let cursor: string | undefined
        do {
          const page = await mergedKeysetPage(db, thirds, { list: 'notes', by, direction, limit, cursor })
          for (const item of page.items)
            expect(Object.keys(item)).toEqual(['id', 'text', 'written', 'keyset_1', 'keyset_2'])
          ids.push(...page.items.map(({ id }) => id))
          cursor = page.nextCursor ?? undefined
        } while (cursor !== undefined)
        const ascending = Array.from({ length: 20 }, (_, i) => i + 1)
        expect(ids).toEqual(direction === 'asc' ? ascending : ascending.toReversed())
      }
    }
    const { nextCursor } = await keysetPage(notes(), { list: 'letters', by, limit: 2 })
    const page = mergedKeysetPage(db, thirds, { list: 'notes', by, limit: 2, cursor: nextCursor ?? '' })
    await expect(page).rejects.toMatchObject({ code: 'DATABASE_BAD_CURSOR' })
  })

  it('refuses foreign cursors', async () => {
    const { nextCursor } = await keysetPage(notes(), { list: 'notes', by, limit: 2 })
    const [tag] = JSON.parse(Buffer.from(nextCursor ?? '', 'base64url').toString()) as string[]
    const made = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const bad = [
      '',
      'nonsense',
      '%00',
      'x'.repeat(5_000),
      made(null),
      made({ length: 3 }),
      made([tag]),
      made([tag, '2026-01-01', 1]),
      made([tag, 'yesterday, perhaps', '1']),
      made([tag, '2026-01-01', '1; drop table notes']),
      made([tag, '2026-01-01', '99999999999999999999']),
      made([tag, '2026-01-01\u0000', '1']),
      made(['wrong', '2026-01-01', '1']),
    ]
    for (const cursor of bad) {
      const page = keysetPage(notes(), { list: 'notes', by, limit: 2, cursor })
      await expect(page).rejects.toMatchObject({ code: 'DATABASE_BAD_CURSOR', statusCode: 400 })
    }
  })

  it('refuses the cursor of other filters, and accepts one of the same filters in another order or with omitted ones', async () => {
    const filters = { type: 'movie', from: new Date('2026-01-01T00:00:00Z'), to: undefined }
    const { nextCursor } = await keysetPage(notes(), { list: 'notes', by, limit: 2, filters })
    const cursor = nextCursor ?? ''
    const again = { from: new Date('2026-01-01T00:00:00Z'), type: 'movie' }
    expect(
      (await keysetPage(notes(), { list: 'notes', by, limit: 2, filters: again, cursor })).items,
    ).toHaveLength(2)
    const others = [undefined, {}, { ...filters, type: 'track' }, { ...filters, to: '2026-01-02' }]
    for (const other of others) {
      const page = keysetPage(notes(), { list: 'notes', by, limit: 2, filters: other, cursor })
      await expect(page).rejects.toMatchObject({ code: 'DATABASE_BAD_CURSOR', statusCode: 400 })
    }
  })

  it('goes on from a cursor of an earlier version', async () => {
    const cursor = 'WyJEd2hwNE4iLCIyMDI2LTAxLTAxIDAwOjAwOjAwLjAwMDAwNiswMCIsIjE5Il0'
    const { items } = await keysetPage(notes(), { list: 'notes', by, limit: 2, cursor })
    expect(items.map(({ id }) => id)).toEqual([18, 17])
  })

  it('refuses a sort value that is null', async () => {
    const withNull = notes().select(sql<string | null>`null::timestamptz`.as('written'))
    const rows = test.database.tables().selectFrom(withNull.as('rows')).selectAll()
    const page = keysetPage(rows, { list: 'notes', by, limit: 2 })
    await expect(page).rejects.toThrow(TypeError)
  })

  it('refuses the cursor of another list that is sorted alike', async () => {
    const { nextCursor } = await keysetPage(notes(), { list: 'notes', by, limit: 2 })
    const cursor = nextCursor ?? ''
    expect((await keysetPage(notes(), { list: 'notes', by, limit: 2, cursor })).items).toHaveLength(2)
    const page = keysetPage(notes(), { list: 'letters', by, limit: 2, cursor })
    await expect(page).rejects.toMatchObject({ code: 'DATABASE_BAD_CURSOR' })
  })

  it('refuses the cursor of another order', async () => {
    const { nextCursor } = await keysetPage(notes(), { list: 'notes', by, limit: 2 })
    const page = keysetPage(notes(), {
      list: 'notes',
      by,
      direction: 'asc',
      limit: 2,
      cursor: nextCursor ?? '',
    })
    await expect(page).rejects.toMatchObject({ code: 'DATABASE_BAD_CURSOR' })
  })
})
