import { containsFolded, database } from '@tributary/database'
import fc from 'fast-check'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LibraryTables } from '../src/tables.ts'
import { type LibraryServer, startLibrary } from './library-server.ts'

/** Letters of several scripts with and without case, marks, signs that `like` and trigrams treat specially, characters beyond 16 bits. */
const ALPHABET = Array.from('aAbBßſςσΣіІїЯяİıéÉ한글日本%_\\ -.!"𝕏🎵0ñÑ')
const text = (length: { minLength: number; maxLength: number }) =>
  fc.array(fc.constantFrom(...ALPHABET), length).map((letters) => letters.join(''))

describe('a search', () => {
  let server: LibraryServer
  let titles: string[]
  let db: Kysely<LibraryTables>
  beforeAll(async () => {
    server = await startLibrary()
    db = server.kernel.getService(database).tables<LibraryTables>()
    titles = fc.sample(text({ minLength: 1, maxLength: 24 }), { numRuns: 600, seed: 7 })
    const owners = titles.map((_, index) => (index % 3 === 0 ? server.bob.id : server.ada.id))
    await sql`
      insert into media_items (user_id, platform, external_id, identity, type, title, occurred_on, sort_at, raw)
      select owner, 'test', n::text, gen_random_uuid(), 'track', title, '2026-01-01', '2026-01-01', '{}'
      from unnest(${owners}::text[], ${titles}::text[]) with ordinality as item (owner, title, n)`.execute(db)
    // Enough that the planner prefers the index, once the list of new entries is merged.
    await sql`
      insert into media_items (user_id, platform, external_id, identity, type, title, occurred_on, sort_at, raw)
      select ${server.ada.id}, 'filler', n::text, gen_random_uuid(), 'track', md5(n::text), '2026-01-01', '2026-01-01', '{}'
      from generate_series(1, 20000) n`.execute(db)
    await sql`vacuum analyze media_items`.execute(db)
  })
  afterAll(() => server.stop())

  /** The numbers of the titles that a search finds, with the index or by reading every row. */
  const found = (needle: string, withIndex: boolean) =>
    db.transaction().execute(async (trx) => {
      await sql.raw(`set local enable_seqscan = ${withIndex ? 'off' : 'on'}`).execute(trx)
      await sql.raw(`set local enable_bitmapscan = ${withIndex ? 'on' : 'off'}`).execute(trx)
      await sql.raw(`set local enable_indexscan = off`).execute(trx)
      const { rows } = await sql<{ n: string }>`
        select external_id as n from media_items
        where platform = 'test' and user_id = ${server.ada.id} and ${containsFolded('title', needle)} order by n`.execute(
        trx,
      )
      return rows.map(({ n }) => n)
    })

  it('finds by the index what reading every row finds, whatever is searched', async () => {
    const needles = [
      ...fc.sample(text({ minLength: 1, maxLength: 6 }), { numRuns: 150, seed: 11 }),
      // What is there, in parts and in the other case.
      ...titles.slice(0, 100).map((title) => Array.from(title).slice(1, 5).join('').toUpperCase()),
    ].filter((needle) => needle !== '')
    let hits = 0
    for (const needle of needles) {
      const byIndex = await found(needle, true)
      expect(byIndex, needle).toEqual(await found(needle, false))
      hits += byIndex.length
    }
    expect(hits).toBeGreaterThan(100)
  })

  it('uses the index', async () => {
    const plan = await db.transaction().execute(async (trx) => {
      return sql<{ 'QUERY PLAN': string }>`
        explain select id from media_items where user_id = ${server.ada.id} and ${containsFolded('title', 'wolf')}`.execute(
        trx,
      )
    })
    expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/media_items_by_title/)
  })
})
