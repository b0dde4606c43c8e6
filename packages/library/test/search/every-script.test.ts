import { containsFolded, createDatabase, type ManagedDatabase } from '@tributary/database'
import { type PostgresServer, postgresServer, startTestDatabase } from '@tributary/database/testing'
import type { MediaRecord } from '@tributary/integration-kit'
import fc from 'fast-check'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listItems } from '../../src/list-items.ts'
import { libraryMigrations } from '../../src/migrations/index.ts'
import { titleContains } from '../../src/search/title-contains.ts'
import type { LibraryTables } from '../../src/tables.ts'
import { upsertMediaItems } from '../../src/upsert-media-items.ts'

const ADA = { userId: 'ada', platform: 'test', connectionId: null }
const BOB = { ...ADA, userId: 'bob' }
const OTHERS = { ...ADA, platform: 'other' }

/** Letters of several scripts with and without case, marks, special characters of `like` and trigrams, and beyond 16 bits. */
const ALPHABET = Array.from('aAbBßſςσΣіІїЯяИЩщİıéÉñÑｶカにっ한글日本語بالח%_\\ -.!"𝕏🎵0ﬁǅ')
/** Mostly of a few letters, so that parts recur; else any characters of a title. */
const letter = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...ALPHABET) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((one) => one !== '\0'),
  },
)
const text = (length: { minLength: number; maxLength: number }) =>
  fc.array(letter, length).map((letters) => letters.join(''))

/** Each is in one title, among thousands of others in its script. */
const WORDS = {
  Latin: 'Wolfszeit',
  'Latin with accents': 'Été à Besançon',
  Cyrillic: 'Война и мир',
  Greek: 'Η Οδύσσεια',
  Arabic: 'ألف ليلة',
  Hebrew: 'שלום',
  Armenian: 'Սայաթ',
  Devanagari: 'महाभारत',
  Thai: 'รามเกียรติ์',
  Georgian: 'ვეფხისტყაოსანი',
  'Japanese, two characters': '羅生',
  'Japanese, one character': '鬱',
  'Japanese, two kana': 'ゑヱ',
  'Chinese, one character': '龘',
  'Korean, two syllables': '기생',
  'Korean, one syllable': '뷁',
  'an emoji': '🦔',
}

const definitions = [
  { name: 'the embedded server', definition: () => '' },
  { name: 'C', definition: () => `encoding 'UTF8' locale 'C' template template0` },
  {
    name: 'UTF-8 for LC_CTYPE',
    definition: (locale: string) =>
      `encoding 'UTF8' locale_provider libc locale '${locale}' template template0`,
  },
  {
    name: 'ICU of Turkish',
    definition: () => `encoding 'UTF8' locale_provider icu icu_locale 'tr-TR' locale 'C' template template0`,
  },
]

describe.each(definitions)('a search in a database of $name', ({ definition }) => {
  let server: PostgresServer
  let url: string
  let database: ManagedDatabase
  let db: Kysely<LibraryTables>
  const titles = [...fc.sample(text({ minLength: 1, maxLength: 24 }), { numRuns: 600, seed: 7 })]
  beforeAll(async () => {
    server = await postgresServer()
    url = await server.createDatabase({ definition: definition(await utf8Locale()) })
    database = createDatabase({ databaseUrl: url, dataDir: '.' })
    await database.open()
    await database.migrate([{ plugin: 'library', value: libraryMigrations }])
    db = database.tables<LibraryTables>()
    await write(ADA, titles)
    await write(BOB, titles)
    await write(OTHERS, [
      ...Object.values(WORDS).map((word) => `1 ${word} 2`),
      ...Array.from({ length: 10_000 }, (_, number) => otherTitle(number)),
    ])
    await sql`vacuum analyze media_items`.execute(db)
  })
  afterAll(async () => {
    await database.close()
    await server.dropDatabase(url)
  })

  async function write(whose: typeof ADA, some: readonly string[]): Promise<void> {
    const records = some.map((title, number) => record(String(number), title))
    await upsertMediaItems(whose, records).execute(db)
  }

  /** The external ids of a search's results, by the index or by reading every row. */
  const find = (condition: RawBuilder<boolean>, { byIndex }: { byIndex: boolean }) =>
    db.transaction().execute(async (trx) => {
      const [bitmaps, scans] = byIndex ? ['on', 'off'] : ['off', 'on']
      await sql`
        select set_config('enable_bitmapscan', ${bitmaps}, true), set_config('enable_seqscan', ${scans}, true),
          set_config('enable_indexscan', 'off', true)`.execute(trx)
      const found = await trx
        .selectFrom('media_items')
        .select('external_id')
        .where('user_id', '=', ADA.userId)
        .where('platform', '=', ADA.platform)
        .where(condition)
        .orderBy('external_id')
        .execute()
      return found.map((row) => row.external_id)
    })

  it('finds by the index the same as by comparing every title, for any search', async () => {
    const needles = [
      ...fc.sample(text({ minLength: 1, maxLength: 6 }), { numRuns: 80, seed: 11 }),
      // Parts of existing titles, also in the other case.
      ...titles.slice(0, 80).map((title) => Array.from(title).slice(1, 4).join('').toUpperCase()),
      ...titles.slice(80, 140).map((title) => Array.from(title).slice(0, 2).join('').toLowerCase()),
    ].filter((needle) => needle !== '')
    let hits = 0
    for (const needle of needles) {
      const byIndex = await find(titleContains(needle), { byIndex: true })
      expect(byIndex, needle).toEqual(await find(containsFolded('title', needle), { byIndex: false }))
      hits += byIndex.length
    }
    expect(hits).toBeGreaterThan(300)
  })

  it.each(Object.entries(WORDS))('in %s uses the index', async (_, word) => {
    const needle = word.toLowerCase()
    const query = db
      .selectFrom('media_items')
      .select(['id', 'title'])
      .where('user_id', '=', ADA.userId)
      .where(titleContains(needle))
      .orderBy('sort_at', 'desc')
      .orderBy('id', 'desc')
      .limit(51)
    expect(JSON.stringify(await query.explain())).toContain('Bitmap Index Scan on media_items_by_title')
    const page = await listItems(db, { userId: ADA.userId, filter: { text: needle }, limit: 50 })
    expect(page.items.map(({ title }) => title)).toEqual([`1 ${word} 2`])
  })

  it('finds an item by its new title after a change', async () => {
    for (const [title, before] of [
      ['Преступление', ''],
      ['Crime', 'Преступление'],
      ['罪と罰', 'Crime'],
    ] as const) {
      await upsertMediaItems(ADA, [record('renamed', title)]).execute(db)
      expect(await find(titleContains(title), { byIndex: true })).toEqual(['renamed'])
      if (before !== '') expect(await find(titleContains(before), { byIndex: true })).toEqual([])
    }
  })
})

function record(externalId: string, title: string): MediaRecord {
  return { externalId, type: 'track', title, occurredOn: '2026-01-01', raw: {} }
}

/** A title in one of the scripts, of its frequent letters. */
function otherTitle(number: number): string {
  const scripts = [
    'etaoinshrdlu',
    'оеаинтсрвлкм',
    'αοιετσνηυρπκ',
    'اليمونرتبةعد',
    'のいんをはるしたとて',
    '一人大中国日年生会的',
    '이다는을가에의지하고',
  ]
  const letters = Array.from(scripts[number % scripts.length] ?? '')
  const word = (seed: number) =>
    Array.from(seed.toString(9), (digit) => letters[(Number(digit) * 7 + seed) % letters.length]).join('')
  return `${word(number * 31)} ${word(number * 17 + 5)}`
}

/** A locale of the machine's C library, under any of its names. */
async function utf8Locale(): Promise<string> {
  await using started = await startTestDatabase()
  const { rows } = await sql<{ name: string }>`
    select collname as name from pg_collation
    where collprovider = 'c' and collencoding = pg_char_to_encoding('UTF8') order by 1 limit 1`.execute(
    started.database.tables(),
  )
  if (rows[0] === undefined) throw new Error('the machine has no locale in UTF-8: see "locale -a"')
  return rows[0].name
}
