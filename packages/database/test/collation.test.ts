import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  byCodePoint,
  containsFolded,
  createDatabase,
  keysetPage,
  type ManagedDatabase,
} from '../src/index.ts'
import { postgresServer } from '../src/testing/index.ts'
import { type NoteTables, noteMigrations } from './notes.ts'

const TITLES = ['a-b', 'A-c', 'a.b', 'ab', 'B', 'Straße', 'ΟΔΟΣ', 'ISTANBUL', 'ÄRGER', '100 %', '1000']

describe.each([
  { name: 'the embedded server', definition: '' },
  { name: 'C', definition: `encoding 'UTF8' locale 'C' template template0` },
  {
    name: 'ICU of Turkish',
    definition: `encoding 'UTF8' locale_provider icu icu_locale 'tr-TR' locale 'C' template template0`,
  },
])('with the collation of $name', ({ definition }) => {
  let url: string
  let database: ManagedDatabase
  beforeAll(async () => {
    url = await (await postgresServer()).createDatabase({ definition })
    database = createDatabase({ databaseUrl: url, dataDir: '.' })
    await database.open()
    await database.migrate([{ plugin: 'notes', value: noteMigrations }])
    const rows = TITLES.map((text) => ({ text }))
    await database.tables<NoteTables>().insertInto('notes').values(rows).execute()
  })
  afterAll(async () => {
    await database.close()
    await (await postgresServer()).dropDatabase(url)
  })
  const notes = () => database.tables<NoteTables>().selectFrom('notes').select('text')

  it.each([
    ['STRASSE', 'Straße'],
    ['straße', 'Straße'],
    ['οδοσ', 'ΟΔΟΣ'],
    ['οδος', 'ΟΔΟΣ'],
    ['istanbul', 'ISTANBUL'],
    ['ärger', 'ÄRGER'],
    ['100 %', '100 %'],
    ['a_b', undefined],
    ['\\', undefined],
  ])('a search for %s finds %s', async (text, expected) => {
    const found = await notes().where(containsFolded('text', text)).execute()
    expect(found.map((row) => row.text)).toEqual(expected === undefined ? [] : [expected])
  })

  it('a list is in the order of code points', async () => {
    const ordered = TITLES.toSorted()
    const plain = await notes().orderBy(byCodePoint('text')).execute()
    expect(plain.map((row) => row.text)).toEqual(ordered)
    const paged: string[] = []
    for (let cursor: string | undefined; paged.length < TITLES.length; ) {
      const page = await keysetPage(notes(), {
        list: 'notes',
        by: [['text', 'text']],
        direction: 'asc',
        limit: 2,
        cursor,
      })
      paged.push(...page.items.map((row) => row.text))
      cursor = page.nextCursor ?? undefined
    }
    expect(paged).toEqual(ordered)
  })
})
