import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import { csvPages } from '../src/index.ts'
import type { TestDatabase } from '../src/testing/index.ts'
import { describeDatabase } from './describe-database.ts'
import { type NoteTables, noteMigrations } from './notes.ts'

const by = [
  ['written', 'timestamptz'],
  ['id', 'bigint'],
] as const

/** Texts that are written in quotes, or look like the end of a row. */
const TEXTS = [
  'a "quoted" word',
  'with, commas, ,',
  'two\r\nlines\n',
  '\\.',
  "it's \\' --",
  '',
  'plain',
  '$1',
  'ü,',
]

describeDatabase('all rows in pages of CSV', (start) => {
  let test: TestDatabase
  const db = () => test.database.tables<NoteTables>()
  const notes = () => db().selectFrom('notes').select(['id', 'text'])
  const read = async (query: ReturnType<typeof notes>, limit: number, direction: 'asc' | 'desc' = 'asc') => {
    const pages = await Array.fromAsync(csvPages(db(), query, { by, direction, limit }))
    expect(pages.every(({ count }) => count > 0 && count <= limit)).toBe(true)
    return {
      text: Buffer.concat(pages.map(({ lines }) => lines)).toString(),
      count: pages.reduce((sum, { count }) => sum + count, 0),
    }
  }
  beforeAll(async () => {
    test = await start({ migrations: { notes: noteMigrations } })
    // Three to a moment, and moments a microsecond apart.
    await test.database.pool.query(
      `insert into notes (text, written)
       select text, timestamptz '2026-01-01T00:00:00Z' + (n / 3) * interval '1 microsecond'
       from unnest($1::text[]) with ordinality as given (text, n)`,
      [TEXTS],
    )
  })

  it('has every row once, in either direction and with any page size', async () => {
    const lines = TEXTS.map((text, index) => `${index + 1},${cell(text)}\r\n`)
    for (const limit of [1, 2, 4, 8, 9, 10]) {
      expect(await read(notes(), limit)).toEqual({ text: lines.join(''), count: 9 })
      expect((await read(notes(), limit, 'desc')).text).toBe(lines.toReversed().join(''))
    }
  })

  it.each(TEXTS)('finds %j by a value and in a list of values', async (text) => {
    const id = TEXTS.indexOf(text) + 1
    const line = `${id},${cell(text)}\r\n`
    expect((await read(notes().where('text', '=', text), 2)).text).toBe(line)
    expect((await read(notes().where('text', 'in', [text, 'other']), 2)).text).toBe(line)
    expect((await read(notes().where(sql<boolean>`${text}::text = text`), 2)).text).toBe(line)
  })

  it('filters by numbers, moments, truth and arrays', async () => {
    const earlier = notes()
      .where('id', '<', 5)
      .where('written', '<', new Date('2026-01-02T03:04:05.678Z'))
      .where(sql<boolean>`${true} and not ${false}`)
    expect((await read(earlier, 3)).count).toBe(4)
    const listed = notes()
      .where(sql<boolean>`id = any(${[2, 3]}::bigint[])`)
      .where(sql<boolean>`text = any(${TEXTS}::text[])`)
    expect((await read(listed, 3)).count).toBe(2)
  })

  it('compares with a negative number', async () => {
    const one = 1
    expect((await read(notes().where(sql<boolean>`id -${-one} = 3`), 3)).count).toBe(1)
  })

  it.each([
    { what: 'a text with a NUL', value: 'a\0b' },
    { what: 'a NUL in a list', value: ['a', '\0'] },
    { what: 'an object', value: { a: 1 } },
    { what: 'a list in a list', value: [['a']] },
    { what: 'nothing', value: undefined },
  ])('refuses $what as a value', async ({ value }) => {
    await expect(read(notes().where(sql<boolean>`text = ${value}`), 3)).rejects.toThrow(TypeError)
  })

  it('writes null as an empty cell, which an empty text is not', async () => {
    const empty = notes().where('text', '=', '').select(sql`null::text`.as('nothing'))
    expect((await read(empty, 1)).text).toBe('6,"",\r\n')
  })

  it('has no page of no rows', async () => {
    expect(await read(notes().where('id', '=', 99), 1)).toEqual({ text: '', count: 0 })
  })
})

function cell(text: string): string {
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
